import { defineCheck, judged, type Judgement, type Needs, omit, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { aboutBulk, isBulk2 } from './bulk-target.ts';
import {
  type Effect,
  type EffectAsk,
  effectProbe,
  LENIENT,
  provenanceProbe,
} from './effect.probe.ts';
import { busyReason } from './export.probe.ts';
import { type FilesRead, outcomesOf } from './files.probe.ts';
import { outputItems } from './manifest.probe.ts';
import { ONLY_2 } from './parameter.check.ts';
import { fileName, isWhole } from './told-file.ts';

/** An optional parameter (Bulk Data 2.0, Query Parameters) and what has to come of it. */
export interface EffectRow extends EffectAsk {
  readonly name: '_typeFilter' | '_elements' | 'patient' | 'includeAssociatedData';
  readonly departures: (effect: {
    readonly read: FilesRead;
    readonly patient: string;
    readonly provenance?: JsonReply;
  }) => readonly Departure[];
}

interface Departure {
  readonly expected: string;
  readonly received: string;
}

const patientsIn = (read: FilesRead): readonly string[] => [
  ...new Set(outcomesOf(read).flatMap(({ outcome }) => outcome.patients)),
];

/** That nobody but this patient is exported. */
function aloneIn({ read, patient }: { read: FilesRead; patient: string }): readonly Departure[] {
  const wanted = `Patient/${patient}`;
  const found = patientsIn(read);
  if (found.length === 1 && found[0] === wanted) return [];
  const received = found.length === 0 ? 'no patient' : found.join(', ');
  return [{ expected: `${wanted} alone`, received }];
}

/**
 * Members that come though `_elements` does not name them: what FHIR and US Core make mandatory of a
 * patient, modifiers, and what tells of the resource itself.
 */
const UNASKED =
  /^(resourceType|id|meta|implicitRules|language|text|extension|modifierExtension|identifier|active|name|gender|birthDate|deceased.*|link)$/;

const typesIn = ({ manifest }: FilesRead): readonly string[] =>
  outputItems(manifest).map(({ type }) => String(type));

const entriesOf = (bundle: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(bundle) ? bundle.filter(isJsonObject).map(({ resource }) => resource ?? null) : [];

const hasProvenance = (reply: JsonReply | undefined): boolean =>
  reply !== undefined &&
  entriesOf(objectIn(reply)?.['entry']).some(
    (resource) => isJsonObject(resource) && resource['resourceType'] === 'Provenance',
  );

export const EFFECTS: readonly EffectRow[] = [
  {
    name: '_typeFilter',
    ask: (patient) => ({
      query: `?_type=Patient&_typeFilter=${encodeURIComponent(`Patient?_id=${patient}`)}`,
    }),
    departures: aloneIn,
  },
  {
    name: '_elements',
    ask: () => ({ query: '?_type=Patient&_elements=birthDate' }),
    departures: ({ read }) => {
      const members = new Set(outcomesOf(read).flatMap(({ outcome }) => outcome.members));
      const others = [...members].filter((member) => !UNASKED.test(member));
      return others.length === 0
        ? []
        : [{ expected: 'birthDate and what is mandatory', received: others.join(', ') }];
    },
  },
  {
    name: 'patient',
    ask: (patient) => ({
      parameters: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'patient', valueReference: { reference: `Patient/${patient}` } },
          { name: '_type', valueString: 'Patient' },
        ],
      },
    }),
    departures: aloneIn,
  },
  {
    name: 'includeAssociatedData',
    ask: () => ({ query: '?_type=Patient&includeAssociatedData=LatestProvenanceResources' }),
    departures: ({ read, provenance }) =>
      typesIn(read).includes('Provenance') || !hasProvenance(provenance)
        ? []
        : [{ expected: 'a file of Provenance, which the patient has', received: 'no such file' }],
  },
];

/** Ignored after it was accepted: no broken promise of an optional parameter, but a misleading one. */
const ignored = (
  name: string,
  departures: readonly Departure[],
  exchange: number,
): readonly Finding[] =>
  departures.map((departure) => ({
    ...differs(name, { ...departure, exchange }),
    severity: 'warning',
  }));

export const effectCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: EffectRow) => `param.${name}`,
    level: 'MAY',
    needs: (row): Needs => ({
      effect: effectProbe(context, row),
      ...(row.name === 'includeAssociatedData' ? { provenance: provenanceProbe(context) } : {}),
    }),
    title: ({ name }) => `Export that accepts ${name} goes by it`,
    failureTitle: ({ name }) => `Export accepts ${name} and does not go by it`,
    remedy: ({ name }) =>
      `Go by ${name}, or refuse it with HTTP 400 and an OperationOutcome where it is not supported.`,
    citations: [CITATION.searchMultiple],
    requirements: ({ name }) => [`bulk.param.${name}`],
    advice: true,
    judge: (evidence, { name, departures }): Judgement => {
      if (!isBulk2(context)) return ONLY_2;
      const { reply, patient, read } = evidence['effect'] as Effect;
      const provenance = evidence['provenance'] as JsonReply | undefined;
      const { index, response } = reply.exchange;
      const busy = busyReason(reply);
      if (busy !== undefined) return skip(busy, index);
      if (response.status >= 400 && response.status < 500) {
        return omit(`The server does not support it: ${describedAnswer(reply)}.`);
      }
      if ('lacking' in read) return skip(read.lacking, read.exchange);
      const lost = read.files.find((file) => !isWhole(file));
      if (lost !== undefined) {
        return skip(`${fileName(lost)} was not read to its end.`, lost.exchange.index);
      }
      const found = departures({
        read,
        patient,
        ...(provenance === undefined ? {} : { provenance }),
      });
      return judged(ignored(name, found, read.manifest.exchange.index), 'it was gone by');
    },
  });

/** Bulk Data 2.0, Complete Status: what was passed over is told in an error file. */
export const unknownLenient = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('param.unknown.lenient', 'SHOULD', CITATION.searchMultiple),
    requirements: [],
    advice: true,
    needs: { effect: effectProbe(context, LENIENT) },
    title: 'Export that passes over an unknown parameter says so',
    failureTitle: 'Export passes over an unknown parameter and does not say so',
    remedy:
      'Write an OperationOutcome about each parameter that Prefer: handling=lenient let pass into a file of the error list.',
    judge: ({ effect: { reply, read } }): Judgement => {
      if (!isBulk2(context)) return ONLY_2;
      const { index, response } = reply.exchange;
      const busy = busyReason(reply);
      if (busy !== undefined) return skip(busy, index);
      if (response.status >= 400 && response.status < 500) {
        return omit('The server refuses unknown parameters under handling=lenient, too.');
      }
      if ('lacking' in read) return skip(read.lacking, read.exchange);
      const { exchange, json } = read.manifest;
      const errors = json['error'];
      if (Array.isArray(errors) && errors.length > 0) return judged([], `${errors.length} files`);
      return judged([
        differs('error', {
          expected: 'a file about the parameter passed over',
          received: 'none',
          exchange: exchange.index,
        }),
      ]);
    },
  });
