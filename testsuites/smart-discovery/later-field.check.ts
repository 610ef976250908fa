import { defineCheck, judged, type Level } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { isAtLeast } from '../launch/us-core-types.ts';

/** A member that the SMART configuration may have since a later version. */
export interface LaterFieldRow {
  readonly field: string;
  readonly level: Level;
  readonly expected: string;
  readonly isRight: (value: JsonValue) => boolean;
}

/** From this version on the guide has these members (Conformance, metadata). */
const SINCE = '2.2.0';

const isText = (value: JsonValue | undefined): boolean => typeof value === 'string' && value !== '';

const isWebUrl = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');

const isEndpoint = (value: JsonValue): boolean =>
  isJsonObject(value) && isWebUrl(value['url']) && Array.isArray(value['capabilities']);

const ROWS: readonly LaterFieldRow[] = [
  {
    field: 'user_access_brand_bundle',
    level: 'SHOULD',
    expected: 'the absolute URL of a Brand Bundle',
    isRight: isWebUrl,
  },
  {
    field: 'user_access_brand_identifier',
    level: 'SHOULD',
    expected: 'an Identifier, an object with system and value',
    isRight: (value) => isJsonObject(value) && isText(value['system']) && isText(value['value']),
  },
  {
    field: 'associated_endpoints',
    level: 'MAY',
    expected: 'an array of objects with url and capabilities',
    isRight: (value) => Array.isArray(value) && (value as readonly JsonValue[]).every(isEndpoint),
  },
];

/** The members to look at under the version chosen. */
export const laterFields = ({ config }: PlanContext): readonly LaterFieldRow[] =>
  isAtLeast(config.options.smart, SINCE) ? ROWS : [];

/** SMART App Launch 2.2, Conformance, metadata, and User Access Brands. */
export const laterField = (context: PlanContext) =>
  defineCheck({
    id: ({ field }: LaterFieldRow) => `field.${field}`,
    level: ({ level }) => level,
    advice: true,
    needs: { configuration: smartConfigurationProbe(context) },
    title: ({ field }) => `SMART configuration has a well-formed ${field}, if any`,
    failureTitle: ({ field }) => `SMART configuration has no usable ${field}`,
    remedy: ({ field, expected }) => `Give ${field} as ${expected}.`,
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ configuration: { exchange, json } }, { field, expected, isRight }) => {
      const value = json[field];
      if (value !== undefined && isRight(value)) return judged([]);
      // Left out it is only worth a word; what is there and cannot be read troubles clients.
      const severity = value === undefined ? 'information' : 'warning';
      const received = described(value);
      return judged(
        [differs(field, { expected, received, exchange, severity })],
        'none is published',
      );
    },
  });
