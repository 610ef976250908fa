import { defineCheck, judged, skip } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { isObject } from '../../fhir/json.ts';
import { NO_WISH, type Wish, wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideForProfile } from '../must-support/guide.ts';
import { nameOf } from '../us-core/bundle.ts';
import { everything, gatheredOf } from '../us-core/all-gathered.probe.ts';

/** How a server may say that a required value is not known (US Core, Missing Data). */
export interface MissingDataRow {
  readonly id: 'extension' | 'code';
  readonly what: string;
  readonly isSaid: (node: Record<string, unknown>) => boolean;
  /** A profile with an element that says so, for an example. */
  readonly example: {
    readonly profile: string;
    readonly wish: Wish;
    /** Further members, in place of those that the wish made. */
    readonly members?: Readonly<Record<string, unknown>>;
  };
}

const EXTENSION = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
const CODE_SYSTEM = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';

export const MISSING_DATA: readonly MissingDataRow[] = [
  {
    id: 'extension',
    what: 'the data-absent-reason extension',
    isSaid: (node) => node['url'] === EXTENSION,
    example: {
      profile: 'us-core-patient',
      wish: NO_WISH,
      members: { _birthDate: { extension: [{ url: EXTENSION, valueCode: 'unknown' }] } },
    },
  },
  {
    id: 'code',
    what: 'code "unknown" of the data-absent-reason code system',
    isSaid: (node) => node['system'] === CODE_SYSTEM && node['code'] === 'unknown',
    example: {
      profile: 'us-core-allergyintolerance',
      wish: wishAt('code', {
        fixed: { coding: [{ system: CODE_SYSTEM, code: 'unknown', display: 'Unknown' }] },
      }),
    },
  },
];

/** Whether anything within a value is so; walks without recursion, whatever the depth. */
function anywhere(value: unknown, test: (node: Record<string, unknown>) => boolean): boolean {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) {
      for (const item of node) if (typeof item === 'object') waiting.push(item);
    } else if (isObject(node)) {
      if (test(node)) return true;
      for (const inner of Object.values(node)) if (typeof inner === 'object') waiting.push(inner);
    }
  }
  return false;
}

export const missingData = (context: PlanContext) =>
  defineCheck({
    id: ({ id }: MissingDataRow) => `missing-data.${id}`,
    level: 'SHALL',
    citations: [CITATION.dataResponseSingle],
    requirements: ({ id }) => [`uscore.missing-data.${id}`],
    title: ({ what }) => `Missing values are told by ${what}`,
    failureTitle: ({ what }) => `Missing values are not told by ${what}`,
    remedy: ({ what }) =>
      `Load a record in which a required element has no value, and send ${what} for it.`,
    guide: ({ what, example: { profile, wish, members = {} } }) => {
      const load = `Load a record in which a required element has no value, told by ${what}, for one of the test patients.`;
      const guide = guideForProfile(context, profile, load, [wish]);
      return guide === undefined ? undefined : { load, example: { ...guide.example, ...members } };
    },
    needs: { gathered: gatheredOf(context, 'all', () => true) },
    judge: ({ gathered }, { what, isSaid }) => {
      const found = everything(gathered);
      const shown = found.find(({ resource }) => anywhere(resource, isSaid));
      return shown === undefined
        ? skip(
            `None of ${found.length} resources uses ${what}; load a record with a required value missing.`,
          )
        : judged([], nameOf(shown.resource));
    },
  });
