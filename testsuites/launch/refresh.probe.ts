import { oncePerPlan } from '../../core/once-per-plan.ts';
import { type Exchange, isAnswered } from '../../core/exchange.ts';
import {
  defineProbe,
  failedToGather,
  lacking,
  type Lacking,
  type Probe,
  type ProbeIo,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type LaunchClient, tokenRequest } from './client.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from './json-reply.ts';
import { smartConfigurationProbe } from './smart-configuration.probe.ts';
import { type Grant, grantIn, grantProbe, tokenEndpointFor } from './token-exchange.probe.ts';

/**
 * The life of a launch's tokens from the first read to the last refresh, in the order in which a
 * server that ends old tokens with each refresh can bear it. What was not done is absent.
 */
export interface RefreshSequence {
  /** The patient read with the first access token. */
  readonly firstRead?: Exchange;
  readonly withoutScope?: Exchange;
  readonly withScope?: Exchange;
  /** The patient read with the last access token that a refresh brought. */
  readonly lastRead?: Exchange;
  /** Why no refresh was tried. */
  readonly unrefreshed?: Lacking;
  /** The tokens to go on with: the newest of which it was seen that they read. */
  readonly working: Grant;
}

const textIn = ({ json }: Pick<Grant, 'json'>, member: string): string | undefined => {
  const value = json[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const patientOf = (grant: Grant, { config }: PlanContext): string | undefined =>
  textIn(grant, 'patient') ?? config.patients[0];

/** What a refresh granted; what it leaves out stays as it was (RFC 6749, 6). */
function renewed(grant: Grant, exchange: Exchange, client: LaunchClient): Grant | undefined {
  if (!isAnswered(exchange)) return undefined;
  const next = grantIn(jsonReply(exchange), client);
  if ('lacking' in next) return undefined;
  const kept = {
    refresh_token: grant.json['refresh_token'] ?? '',
    patient: grant.json['patient'] ?? '',
  };
  return { ...next, json: { ...kept, ...next.json } };
}

/** Reads the patient with exactly these tokens. */
async function readWith(
  io: ProbeIo,
  context: PlanContext,
  name: 'launched' | 'refreshed',
  grant: Grant,
): Promise<Exchange | undefined> {
  const patient = patientOf(grant, context);
  const accessToken = textIn(grant, 'access_token');
  if (patient === undefined || accessToken === undefined) return undefined;
  io.authorize(name, { accessToken });
  return io.ask({
    url: `${context.config.target.fhirBaseUrl}/Patient/${encodeURIComponent(patient)}`,
    headers: { accept: FHIR_JSON },
    context: name,
  });
}

const succeeded = (exchange: Exchange | undefined): boolean =>
  exchange !== undefined && isAnswered(exchange) && exchange.response.status === 200;

/** Reads, refreshes twice with whichever refresh token is the newest, and reads again. */
export const refreshSequenceProbe = oncePerPlan(
  (context: PlanContext): Probe<RefreshSequence> =>
    defineProbe({
      id: 'refresh-sequence',
      needs: { configuration: smartConfigurationProbe(context), grant: grantProbe(context) },
      gather: async (io, { configuration, grant }) => {
        const endpoint = tokenEndpointFor(context, configuration);
        if ('lacking' in endpoint) return endpoint;
        const { client, tokenEndpoint } = endpoint;
        const firstRead = await readWith(io, context, 'launched', grant);
        const first = firstRead === undefined ? {} : { firstRead };
        if (textIn(grant, 'refresh_token') === undefined) {
          return { ...first, unrefreshed: noRefreshToken(grant), working: grant };
        }
        const refresh = (name: string, from: Grant, extra: Readonly<Record<string, string>>) => {
          const refreshToken = textIn(from, 'refresh_token') ?? '';
          const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...extra };
          return io.ask(tokenRequest(client, tokenEndpoint, `refresh/${name}`, form));
        };
        const withoutScope = await refresh('without-scope', grant, {});
        const second = renewed(grant, withoutScope, client) ?? grant;
        const scopes = grant.granted.length > 0 ? grant.granted : grant.requested;
        const withScope = await refresh('with-scope', second, { scope: scopes.join(' ') });
        const third = renewed(second, withScope, client) ?? second;
        const lastRead =
          third === grant ? undefined : await readWith(io, context, 'refreshed', third);
        return {
          ...first,
          withoutScope,
          withScope,
          ...(lastRead === undefined ? {} : { lastRead }),
          // The newest refresh token is good in any case; its access token may not be.
          working: succeeded(lastRead) ? third : { ...grant, json: withNewest(grant, third) },
        };
      },
    }),
);

const withNewest = (grant: Grant, last: Grant): Grant['json'] => ({
  ...grant.json,
  refresh_token: last.json['refresh_token'] ?? '',
});

const noRefreshToken = ({ reply }: Grant): Lacking =>
  lacking(
    'There is no refresh token to use: the token response has none. Grant offline_access and issue one.',
    reply.exchange.index,
  );

/** An exchange of the sequence as evidence of its own. */
function replyFrom(exchange: Exchange | undefined, otherwise: Lacking): JsonReply | Lacking {
  if (exchange === undefined) return otherwise;
  return isAnswered(exchange)
    ? jsonReply(exchange)
    : failedToGather(exchange.noAnswer.detail, exchange.index);
}

const NOT_TRIED = lacking('No refresh was tried.');

/** Answer to a refresh that leaves the scopes as they are. */
export const refreshWithoutScopeProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'refresh(without scope)',
    needs: { sequence: refreshSequenceProbe(context) },
    gather: async (_io, { sequence: { withoutScope, unrefreshed } }) =>
      replyFrom(withoutScope, unrefreshed ?? NOT_TRIED),
  });

/** Answer to a refresh that repeats the scopes granted. */
export const refreshWithScopeProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'refresh(with scope)',
    needs: { sequence: refreshSequenceProbe(context) },
    gather: async (_io, { sequence: { withScope, unrefreshed } }) =>
      replyFrom(withScope, unrefreshed ?? NOT_TRIED),
  });

/** The patient of the launch, read with a refreshed token. */
export const refreshedReadProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'refresh(read)',
    needs: { sequence: refreshSequenceProbe(context) },
    gather: async (_io, { sequence: { firstRead, lastRead, unrefreshed } }) => {
      if (unrefreshed !== undefined) return unrefreshed;
      if (firstRead === undefined) return lacking('There is no patient to read with a new token.');
      return succeeded(firstRead)
        ? replyFrom(lastRead, lacking('No refresh brought an access token to read with.'))
        : lacking('The first token did not read the patient either.', firstRead.index);
    },
  });

/** Answer to a refresh with a token that the server never issued. */
export const unknownRefreshProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'refresh(unknown)',
    needs: { configuration: smartConfigurationProbe(context), grant: grantProbe(context) },
    gather: async (io, { configuration }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const form = {
        grant_type: 'refresh_token',
        refresh_token: io.random('unknown refresh token', 24),
      };
      const { client, tokenEndpoint } = endpoint;
      return jsonReply(
        await io.answer(tokenRequest(client, tokenEndpoint, 'refresh/unknown', form)),
      );
    },
  });
