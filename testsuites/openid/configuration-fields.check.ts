import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { readOpenidConfigurationProbe } from './openid-configuration.probe.ts';

/** OpenID Connect Discovery 1.0, 3: members that are required. */
const STRINGS = ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
const ARRAYS = [
  'response_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
] as const;

const isText = (value: JsonValue | undefined): boolean => typeof value === 'string' && value !== '';
const isList = (value: JsonValue | undefined): boolean => Array.isArray(value) && value.length > 0;

export const configurationFields = (context: PlanContext) =>
  defineCheck({
    id: 'configuration.fields',
    level: 'SHALL',
    needs: { configuration: readOpenidConfigurationProbe(context) },
    title: 'OpenID configuration has all required members',
    failureTitle: 'OpenID configuration lacks required members',
    remedy: `Publish ${[...STRINGS, ...ARRAYS].join(', ')} in the OpenID configuration.`,
    citations: [CITATION.firstConnection],
    requirements: ['openid.configuration.fields'],
    judge: ({ configuration: { exchange, json } }) =>
      judged([
        ...STRINGS.filter((name) => !isText(json[name])).map((name) =>
          differs(name, { expected: 'a string', received: described(json[name]), exchange }),
        ),
        ...ARRAYS.filter((name) => !isList(json[name])).map((name) =>
          differs(name, {
            expected: 'an array with members',
            received: described(json[name]),
            exchange,
          }),
        ),
      ]),
  });
