import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type AssertionChange, LIFE_SECONDS } from '../launch/client-assertion.ts';
import type { JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import {
  askForToken,
  backendEndpoint,
  backendGrantProbe,
  RIGHT_ASSERTION,
} from './backend-token.probe.ts';

/** A token request of a system with one defect, and how it has to be refused. */
export interface RefusalRow {
  /** Last part of the requirement's id. */
  readonly name: string;
  readonly what: string;
  readonly level: 'SHALL' | 'SHOULD';
  readonly statuses: readonly number[];
  /** Error codes that fit (RFC 6749, 5.2; RFC 7523, 3.2). */
  readonly errors: readonly string[];
  readonly change?: AssertionChange;
  readonly form?: Readonly<Record<string, string>>;
  /** Sends the assertion of the right request once more. */
  readonly replays?: boolean;
}

const EITHER = [400, 401];
const INVALID_CLIENT = ['invalid_client'];
const HOUR = 3600;

/** SMART App Launch 2, Client Authentication: Asymmetric; one defect each. */
export const REFUSALS: readonly RefusalRow[] = [
  {
    name: 'invalid-grant-type',
    what: 'an unknown grant_type',
    level: 'SHALL',
    statuses: [400],
    errors: ['unsupported_grant_type'],
    form: { grant_type: 'not_a_grant_type' },
  },
  {
    name: 'invalid-assertion-type',
    what: 'an unknown client_assertion_type',
    level: 'SHALL',
    statuses: EITHER,
    errors: ['invalid_client', 'invalid_request'],
    form: { client_assertion_type: 'not_an_assertion_type' },
  },
  {
    name: 'invalid-jwt',
    what: 'an assertion whose iss is another client',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { claims: (right) => ({ ...right, iss: 'assay-unregistered' }) },
  },
  {
    name: 'jwt.bad-signature',
    what: 'an assertion whose signature does not verify',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { flaw: 'wrong-signature' },
  },
  {
    name: 'jwt.expired',
    what: 'an expired assertion',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { claims: (right, now) => ({ ...right, exp: now - HOUR }) },
  },
  {
    name: 'jwt.exp-too-far',
    what: 'an assertion that expires in an hour',
    level: 'SHOULD',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { claims: (right, now) => ({ ...right, exp: now + HOUR }) },
  },
  {
    name: 'jwt.wrong-aud',
    what: 'an assertion for another audience',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { claims: (right) => ({ ...right, aud: 'https://elsewhere.example.org/token' }) },
  },
  {
    name: 'jwt.wrong-sub',
    what: 'an assertion whose sub is not its iss',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { claims: (right) => ({ ...right, sub: 'assay-unregistered' }) },
  },
  {
    name: 'jwt.unknown-kid',
    what: 'an assertion whose kid is not registered',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { header: { kid: 'assay-unregistered' } },
  },
  {
    name: 'jwt.missing-jti',
    what: 'an assertion without jti',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: {
      claims: ({ iss = '', sub = '', aud = '', exp = 0 }) => ({ iss, sub, aud, exp }),
    },
  },
  {
    name: 'jwt.replayed-jti',
    what: 'an assertion that was used before',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    replays: true,
  },
  {
    name: 'jwt.alg-none',
    what: 'an unsigned assertion',
    level: 'SHALL',
    statuses: EITHER,
    errors: INVALID_CLIENT,
    change: { flaw: 'unsigned' },
  },
];

/** Answer to a request with this defect; asked only where the right one is granted. */
export const refusalProbe = (context: PlanContext, row: RefusalRow): Probe<JsonReply> =>
  defineProbe({
    id: `backend-refusal(${row.name})`,
    needs: { configuration: smartConfigurationProbe(context), grant: backendGrantProbe(context) },
    gather: async (io, { configuration, grant }) => {
      const endpoint = backendEndpoint(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const { change, form, replays } = row;
      const reply = await askForToken(io, {
        ...endpoint,
        key: `backend/${row.name}`,
        ...(replays === true ? { assertion: RIGHT_ASSERTION } : {}),
        ...(change === undefined ? {} : { change }),
        ...(form === undefined ? {} : { form }),
      });
      if (replays !== true || 'lacking' in reply) return reply;
      // An old assertion is refused for its age: that says nothing of its having been used.
      const age = Date.parse(reply.exchange.at) - Date.parse(grant.reply.exchange.at);
      if (age < LIFE_SECONDS * 1000) return reply;
      const fresh = `backend/${row.name}/fresh`;
      const first = await askForToken(io, { ...endpoint, key: fresh });
      if ('lacking' in first) return first;
      return askForToken(io, { ...endpoint, key: `${fresh}/again`, assertion: fresh });
    },
  });
