import { isAnswered } from '../../core/exchange.ts';
import { defineProbe, isLacking, lacking, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type AppLaunch, appAccessProbe, contextOf, textIn } from '../launch/app-launch.ts';
import { authenticatedRequest } from '../launch/client-assertion.ts';
import { launchClient, NO_STANDALONE_CLIENT, standaloneClient } from '../launch/client.ts';
import { describedAnswer, FHIR_JSON, jsonReply, type JsonReply } from '../launch/json-reply.ts';
import {
  endpointIn,
  smartConfigurationProbe,
  trustedOrigins,
} from '../launch/smart-configuration.probe.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { withdraw } from './withdrawal.ts';

/** A launch of its own: the tokens of the run must live on. */
export const revokedLaunch = (context: PlanContext): AppLaunch => ({
  name: 'revocation',
  client: launchClient(context, 'revocation') ?? standaloneClient(context),
  missing: NO_STANDALONE_CLIENT,
  after: tokenResponseProbe(context),
});

/** Seconds to wait before the first further reads, for caches to lapse; then one a minute. */
const WAITS: readonly number[] = [1, 4, 10, 15];
const LATER_WAIT = 60;
const LONGEST_WAIT_SECONDS = 30;

/** The waits of a run, which add up to as many seconds as its configuration gives it. */
export function waitsWithin(seconds: number): readonly number[] {
  const waits: number[] = [];
  for (let left = seconds; left > 0; ) {
    const wait = Math.min(WAITS[waits.length] ?? LATER_WAIT, left);
    waits.push(wait);
    left -= wait;
  }
  return waits;
}

/** What was seen of an authorization after it was revoked. */
export interface Revoked {
  /** Answer of the revocation endpoint; absent where a page of the EHR did it. */
  readonly revocation?: JsonReply;
  /** The last read of the patient with the access token. */
  readonly read: JsonReply;
  /** Seconds from the revocation to that read. */
  readonly seconds: number;
  readonly refresh?: JsonReply;
  readonly introspection?: JsonReply;
}

const isRefused = ({ exchange }: JsonReply): boolean =>
  [401, 403, 404].includes(exchange.response.status);

/**
 * Revokes the tokens of a launch made for it, by the endpoint (RFC 7009) or, where there is none, on
 * the EHR's own page, then tries to use them.
 */
export const revokedProbe = (context: PlanContext): Probe<Revoked> => {
  const launch = revokedLaunch(context);
  return defineProbe({
    id: 'revocation',
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: appAccessProbe(context, launch),
    },
    gather: async (io, { configuration, grant }) => {
      const endpoint = endpointIn(configuration, 'revocation_endpoint');
      const { client } = launch;
      const patient = textIn(grant, 'patient') ?? context.config.patients[0];
      if (client === undefined) return lacking(launch.missing);
      if (patient === undefined) return lacking('There is no patient to read before and after.');
      const read = async (key: string): Promise<JsonReply> =>
        jsonReply(
          await io.answer({
            url: `${context.config.target.fhirBaseUrl}/Patient/${encodeURIComponent(patient)}`,
            headers: { accept: FHIR_JSON },
            context: contextOf(launch),
            key: `revocation/read/${key}`,
          }),
        );
      const before = await read('before');
      if (before.exchange.response.status !== 200) {
        return lacking(
          `The token did not read before it was revoked either: ${describedAnswer(before)}.`,
          before.exchange.index,
        );
      }
      const post = async (
        key: string,
        url: string,
        form: Readonly<Record<string, string>>,
      ): Promise<JsonReply | undefined> => {
        const request = await authenticatedRequest(io, client, url, `revocation/${key}`, form);
        if (isLacking(request)) return undefined;
        const exchange = await io.ask(request);
        return isAnswered(exchange) ? jsonReply(exchange) : undefined;
      };
      const accessToken = textIn(grant, 'access_token') ?? '';
      const refreshToken = textIn(grant, 'refresh_token');
      const token = refreshToken ?? accessToken;
      const revocation =
        endpoint === undefined ? undefined : await post('revoke', endpoint, { token });
      if (endpoint === undefined) {
        const trusted = trustedOrigins(configuration, context);
        const withdrawn = await withdraw(io, client, trusted, {
          configuration: configuration.exchange,
          issuer: context.config.target.fhirBaseUrl,
          isItsOwn: context.config.auth.clients.revocation !== undefined,
        });
        if (isLacking(withdrawn)) return withdrawn;
      } else if (revocation === undefined) {
        return lacking('The revocation endpoint did not answer.');
      } else if (refreshToken !== undefined) {
        // An access token may outlive its refresh token unless it is revoked itself (RFC 7009, 2.1).
        await post('revoke-access', endpoint, { token: accessToken });
      }
      const { longestRevocationWaitSeconds: longest = LONGEST_WAIT_SECONDS } = context.config.auth;
      const { first, last } = await readUntilRefused(io, waitsWithin(longest), read);
      const tokenEndpoint = endpointIn(configuration, 'token_endpoint');
      const refresh =
        refreshToken === undefined || tokenEndpoint === undefined
          ? undefined
          : await post('refresh', tokenEndpoint, {
              grant_type: 'refresh_token',
              refresh_token: refreshToken,
            });
      const introspects = endpointIn(configuration, 'introspection_endpoint');
      const introspection =
        introspects === undefined
          ? undefined
          : await post('introspect', introspects, { token: accessToken });
      // A page is read from as soon as it has said that it is done.
      const from = Date.parse((revocation ?? first).exchange.at);
      return {
        ...(revocation === undefined ? {} : { revocation }),
        read: last,
        seconds: Math.max(0, Math.round((Date.parse(last.exchange.at) - from) / 1000)),
        ...(refresh === undefined ? {} : { refresh }),
        ...(introspection === undefined ? {} : { introspection }),
      };
    },
  });
};

async function readUntilRefused(
  io: ProbeIo,
  waits: readonly number[],
  read: (key: string) => Promise<JsonReply>,
): Promise<{ readonly first: JsonReply; readonly last: JsonReply }> {
  const first = await read('0');
  let reply = first;
  for (const [at, seconds] of waits.entries()) {
    if (isRefused(reply)) break;
    await io.later(`revocation ${at}`, seconds);
    reply = await read(String(at + 1));
  }
  return { first, last: reply };
}
