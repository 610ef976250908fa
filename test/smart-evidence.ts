import type { JsonObject, JsonValue } from '../core/json.ts';
import type { CapabilityStatement } from '../testsuites/capability/capability-statement.probe.ts';
import type { Authorization } from '../testsuites/launch/authorization.probe.ts';
import type { LoginOutcome } from '../testsuites/launch/form-driver.ts';
import { jsonReply, type JsonReply } from '../testsuites/launch/json-reply.ts';
import type { SmartConfiguration } from '../testsuites/launch/smart-configuration.probe.ts';
import type { Grant } from '../testsuites/launch/token-exchange.probe.ts';
import { answered, EVIDENCE_AT } from './evidence.ts';
import { FAKE_BASE, FAKE_CLIENT_ID, fakeSmartConfiguration } from './fake-ehr.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** An answer read as JSON, labelled application/json unless said otherwise. */
export const reply = (
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
): JsonReply => jsonReply(answered(status, headers, body));

/** The fake's discovery document with some members changed; undefined takes one out. */
export function discovered(change: Readonly<Record<string, unknown>> = {}): SmartConfiguration {
  const json = JSON.parse(JSON.stringify({ ...fakeSmartConfiguration(), ...change })) as JsonObject;
  return { exchange: 3, json, fhirBaseUrl: FAKE_BASE };
}

/** A capability statement, as read. */
export const stated = (resource: JsonObject): CapabilityStatement => ({
  exchange: 2,
  resource: { resourceType: 'CapabilityStatement', ...resource },
});

/** What the app asked for in authorizations written by hand. */
export const REQUEST: Authorization['request'] = {
  url: 'https://auth.example.org/authorize?client_id=standalone-app',
  redirectUri: 'https://app.example.org/callback',
  scope: 'openid',
  aud: FAKE_BASE,
  state: 'the-state',
  verifier: 'the-verifier',
  challenge: 'the-challenge',
};

/** An authorization that ended so. */
export const authorized = (outcome: LoginOutcome, firstStatus = 200): Authorization => ({
  request: REQUEST,
  first: answered(firstStatus, {}, '', { index: 4 }),
  outcome,
});

/** An authorization after which the browser was sent back with these parameters. */
export const sentBack = (
  parameters: Readonly<Record<string, string>> = { code: 'the-code', state: 'the-state' },
): Authorization => authorized({ kind: 'redirected', exchange: 5, parameters });

/** An authorization that ended at a page. */
export const strandedAt = (status: number): Authorization =>
  authorized({
    kind: 'stranded',
    exchange: 5,
    status,
    url: 'https://auth.example.org/error?x=1',
    title: 'Error',
    text: 'Something is wrong.',
    why: 'no login step is left for this page',
  });

export const BLOCKED: Authorization = authorized({ kind: 'blocked', why: 'We would not go on.' });

const words = (value: JsonValue | undefined): readonly string[] =>
  typeof value === 'string' ? value.split(' ') : [];

/** The scopes asked for in grants written by hand. */
export const REQUESTED = 'openid fhirUser launch/patient offline_access patient/Patient.rs';

/** A token response that has everything, with some members changed; undefined takes one out. */
export function granted(
  change: Readonly<Record<string, unknown>> = {},
  requested: string = REQUESTED,
  headers: Readonly<Record<string, string>> = {
    ...JSON_TYPE,
    'cache-control': 'no-store',
    pragma: 'no-cache',
  },
): Grant {
  const body = {
    access_token: 'an-access-token',
    token_type: 'Bearer',
    expires_in: 3600,
    scope: requested,
    refresh_token: 'a-refresh-token',
    patient: '85',
    id_token: 'e30.e30.signature',
    ...change,
  };
  const json = JSON.parse(JSON.stringify(body)) as JsonObject;
  return {
    reply: jsonReply(answered(200, headers, json, { index: 6, at: EVIDENCE_AT })),
    json,
    clientId: FAKE_CLIENT_ID,
    requested: words(requested),
    granted: words(json['scope']),
  };
}
