import type { JsonObject, Resource } from '../resource.ts';
import { concept, ref, resource, SYSTEM } from './building.ts';
import { OKAFOR } from './people.ts';

export interface Observed {
  readonly id: string;
  readonly patient: string;
  readonly profile: string | readonly string[];
  readonly category: readonly JsonObject[];
  readonly code: JsonObject;
  /** Absent where `elements` says when. */
  readonly at?: string;
  readonly elements: JsonObject;
}

export const observationCategory = (code: string, display: string): JsonObject =>
  concept(SYSTEM.observationCategory, code, display);

export const loinc = (code: string, display: string): JsonObject =>
  concept(SYSTEM.loinc, code, display);

/** An Observation, final and made by the family doctor. */
export const observation = ({
  id,
  patient,
  profile,
  category,
  code,
  at,
  elements,
}: Observed): Resource =>
  resource('Observation', id, profile, String(code['text']), {
    status: 'final',
    category,
    code,
    subject: ref('Patient', patient),
    ...(at === undefined ? {} : { effectiveDateTime: at }),
    performer: [ref('Practitioner', OKAFOR)],
    ...elements,
  });
