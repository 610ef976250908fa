import { defineCheck, judged, type Level } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';

/** A member of the SMART configuration. */
export interface FieldRow {
  readonly field: string;
  readonly type: 'string' | 'array';
  readonly level: Level;
}

/** SMART App Launch 2.0, Conformance, metadata: the members that certification insists on. */
const REQUIRED: readonly FieldRow[] = [
  { field: 'authorization_endpoint', type: 'string', level: 'SHALL' },
  { field: 'token_endpoint', type: 'string', level: 'SHALL' },
  { field: 'capabilities', type: 'array', level: 'SHALL' },
  { field: 'grant_types_supported', type: 'array', level: 'SHALL' },
  { field: 'code_challenge_methods_supported', type: 'array', level: 'SHALL' },
];

/** The same, members that a server may or should have. */
const OPTIONAL: readonly FieldRow[] = [
  { field: 'scopes_supported', type: 'array', level: 'SHOULD' },
  { field: 'token_endpoint_auth_methods_supported', type: 'array', level: 'MAY' },
  { field: 'response_types_supported', type: 'array', level: 'SHOULD' },
  { field: 'revocation_endpoint', type: 'string', level: 'SHOULD' },
  { field: 'management_endpoint', type: 'string', level: 'SHOULD' },
  { field: 'registration_endpoint', type: 'string', level: 'MAY' },
];

export const FIELDS: readonly FieldRow[] = [...REQUIRED, ...OPTIONAL];

const isOf = (type: FieldRow['type'], value: JsonValue | undefined): boolean =>
  (type === 'array' ? Array.isArray(value) : typeof value === 'string') &&
  (value as string | readonly JsonValue[]).length > 0;

const kindOf = (type: FieldRow['type']): string =>
  type === 'array' ? 'an array with members' : 'a string';

export const field = (context: PlanContext) =>
  defineCheck({
    id: ({ field }: FieldRow) => `field.${field}`,
    level: ({ level }) => level,
    advice: ({ level }) => level !== 'SHALL',
    needs: { configuration: smartConfigurationProbe(context) },
    title: ({ field, level }) =>
      level === 'SHALL'
        ? `SMART configuration has ${field}`
        : `SMART configuration has a well-formed ${field}, if any`,
    failureTitle: ({ field }) => `SMART configuration has no usable ${field}`,
    remedy: ({ field, type }) => `Give ${field} as ${kindOf(type)} in the SMART configuration.`,
    citations: [CITATION.firstConnection],
    requirements: ({ field }) => [`smart.discovery.field.${field}`],
    judge: ({ configuration: { exchange, json } }, { field, type, level }) => {
      const value = json[field];
      if (isOf(type, value)) return judged([]);
      const found = { expected: kindOf(type), received: described(value), exchange };
      if (level === 'SHALL') return judged([differs(field, found)]);
      // Left out it is only worth a word; what is there and cannot be read troubles clients.
      const severity = value === undefined ? 'information' : 'warning';
      return judged([differs(field, { ...found, severity })], 'none is published');
    },
  });
