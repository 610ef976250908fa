import { defineCheck, judged, type Level, type Needs, omit } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { isBulk2 } from './bulk-target.ts';
import {
  type Manifest,
  manifestProbe,
  outputItems,
  type Tried,
  triedProbe,
} from './export.probe.ts';

/** A kick-off parameter, and the values with which it is tried. */
export interface ParameterRow {
  readonly name: string;
  readonly level: Level;
  readonly queries: readonly string[];
}

/** Bulk Data 2.0, Query Parameters. */
export const PARAMETERS: readonly ParameterRow[] = [
  {
    name: 'outputFormat',
    level: 'SHALL',
    queries: ['application/fhir+ndjson', 'application/ndjson', 'ndjson'].map(
      (format) => `?_outputFormat=${encodeURIComponent(format)}`,
    ),
  },
  {
    name: '_typeFilter',
    level: 'MAY',
    queries: [
      `?_type=Condition&_typeFilter=${encodeURIComponent('Condition?category=encounter-diagnosis')}`,
    ],
  },
  { name: '_elements', level: 'MAY', queries: ['?_type=Patient&_elements=birthDate'] },
  {
    name: 'includeAssociatedData',
    level: 'MAY',
    queries: ['?includeAssociatedData=LatestProvenanceResources'],
  },
];

const spelt = ({ name }: ParameterRow): string =>
  name === 'outputFormat' ? '_outputFormat' : name;

export const parameterCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: ParameterRow) => `param.${name}`,
    level: ({ level }) => level,
    needs: ({ name, queries }: ParameterRow): Needs =>
      Object.fromEntries(
        queries.map((query, at) => [query, triedProbe(context, `bulk/${name}/${at}`, query)]),
      ),
    title: (row) => `Export accepts ${spelt(row)}`,
    failureTitle: (row) => `Export does not accept ${spelt(row)}`,
    remedy: (row) => `Accept ${spelt(row)}, and DELETE of the export that it began.`,
    citations: [CITATION.searchMultiple],
    requirements: ({ name }) => [`bulk.param.${name}`],
    advice: ({ name, level }) => isAdvice(`bulk.param.${name}`, level),
    judge: (evidence, { queries }) => {
      if (!isBulk2(context)) return omit('Bulk Data 1.0.1 certification does not test it.');
      const findings = queries.flatMap((query) => {
        const { reply, cancelled } = evidence[query] as Tried;
        const { index: exchange, response } = reply.exchange;
        if (response.status !== 202) {
          const what = `Kick-off with ${decodeURIComponent(query)}`;
          return [
            differs(what, { expected: 'HTTP 202', received: describedAnswer(reply), exchange }),
          ];
        }
        const status = cancelled?.response?.status;
        if (status === 202 || cancelled === undefined) return [];
        return [
          differs('DELETE', {
            expected: 'HTTP 202',
            received: status === undefined ? 'no answer' : `HTTP ${status}`,
            exchange: cancelled.index,
          }),
        ];
      });
      return judged(findings, `${queries.length} kick-offs`);
    },
  });

const ONLY_PATIENTS = '?_type=Patient';

/** `_type`: no files but of the types asked for. */
export const typeParameter = (context: PlanContext) =>
  defineCheck({
    id: 'param._type',
    level: 'SHOULD',
    needs: { manifest: manifestProbe(context, 'bulk/type', ONLY_PATIENTS) },
    title: 'Export is narrowed by _type',
    failureTitle: 'Export is not narrowed by _type',
    remedy: 'Export the types of _type alone.',
    citations: [CITATION.searchMultiple],
    requirements: ['bulk.param._type'],
    advice: isAdvice('bulk.param._type', 'SHOULD'),
    judge: ({ manifest }: { manifest: Manifest }) => {
      const types = outputItems(manifest).map(({ type }) => String(type));
      const others = [...new Set(types.filter((type) => type !== 'Patient'))];
      const { index: exchange } = manifest.exchange;
      if (others.length === 0) return judged([], `${types.length} files`);
      const received = others.join(', ');
      return judged([differs('_type', { expected: 'Patient alone', received, exchange })]);
    },
  });
