import { isAnswered } from '../../core/exchange.ts';
import {
  type Ask,
  attempted,
  defineProbe,
  isLacking,
  lacking,
  type Lacking,
  type Probe,
  type ProbeIo,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { activeTokenProbe, introspectedLaunch } from '../introspection/introspection.probe.ts';
import {
  introspectionEndpoint,
  introspectionRequest,
} from '../introspection/introspection-request.ts';
import { appGrantProbe, textIn } from '../launch/app-launch.ts';
import { authenticatedRequest } from '../launch/client-assertion.ts';
import type { LaunchClient } from '../launch/client.ts';
import { jsonReply, objectIn, type JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { type Grant, tokenEndpointFor } from '../launch/token-exchange.probe.ts';

/** How long a refresh token is to live, as the server itself says. */
export interface ToldLife {
  readonly seconds: number;
  readonly by: 'the token response' | 'introspection';
  readonly exchange: number;
}

/** What came of a refresh token that an earlier run had left. */
export interface OldToken {
  readonly since: string;
  readonly days: number;
  readonly reply: JsonReply;
}

/** What is known of the life of refresh tokens. */
export interface RefreshLife {
  /** Of the token of a launch. */
  readonly first?: ToldLife;
  /** Of the token after it was used. */
  readonly renewed?: ToldLife;
  readonly old?: OldToken;
  /** A token was left to later runs, or had been left and is too young. */
  readonly waitsSince?: string;
}

/** Under which the token lies between runs. */
const CARRIED = 'refresh token';

const DAY_MS = 86_400_000;

/** Three months, whichever they are (170.315(g)(10)(v)(A)(1)(ii)). */
export const LEAST_DAYS = 90;

/** No standard names it; these are in use. */
const EXPIRES_IN = ['refresh_token_expires_in', 'refresh_expires_in'];

function toldByResponse({ json, reply }: Pick<Grant, 'json' | 'reply'>): ToldLife | undefined {
  const seconds = EXPIRES_IN.map((member) => json[member]).find(
    (value): value is number => typeof value === 'number' && value > 0,
  );
  return seconds === undefined
    ? undefined
    : { seconds, by: 'the token response', exchange: reply.exchange.index };
}

function toldByIntrospection(reply: JsonReply): ToldLife | undefined {
  const json = objectIn(reply);
  const { at, index: exchange, response } = reply.exchange;
  const exp = json?.['exp'];
  if (response.status !== 200 || json?.['active'] !== true || typeof exp !== 'number') {
    return undefined;
  }
  return { seconds: exp - Date.parse(at) / 1000, by: 'introspection', exchange };
}

async function answerTo(io: ProbeIo, request: Ask | Lacking): Promise<JsonReply | undefined> {
  if (isLacking(request)) return undefined;
  const exchange = await io.ask(request as Ask);
  return isAnswered(exchange) ? jsonReply(exchange) : undefined;
}

const told = (life: ToldLife | undefined, name: 'first' | 'renewed') =>
  life === undefined ? {} : { [name]: life };

/** Asks how long refresh tokens live, and tries one that an earlier run left three months ago. */
export const refreshLifeProbe = (context: PlanContext): Probe<RefreshLife> => {
  const launch = introspectedLaunch(context);
  return defineProbe({
    id: 'refresh-life',
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: appGrantProbe(context, launch),
      // A refresh may end the access token, which is to be introspected before.
      introspected: attempted(activeTokenProbe(context)),
    },
    gather: async (io, { configuration, grant }) => {
      const tokens = tokenEndpointFor(context, configuration, launch.client);
      if ('lacking' in tokens) return tokens;
      const { client, tokenEndpoint } = tokens;
      const refreshToken = textIn(grant, 'refresh_token');
      if (refreshToken === undefined) {
        return lacking('The launch brought no refresh token.', grant.reply.exchange.index);
      }
      const endpoint = introspectionEndpoint(context, configuration);
      const introspected = async (key: string, token: string): Promise<ToldLife | undefined> => {
        if (typeof endpoint !== 'string') return undefined;
        const name = `refresh-life/${key}`;
        const reply = await answerTo(
          io,
          await introspectionRequest(io, context, client, endpoint, name, token),
        );
        return reply && toldByIntrospection(reply);
      };
      const refresh = async (key: string, token: string): Promise<JsonReply | undefined> => {
        const form = { grant_type: 'refresh_token', refresh_token: token };
        const name = `refresh-life/${key}`;
        return answerTo(io, await authenticatedRequest(io, client, tokenEndpoint, name, form));
      };
      const first = toldByResponse(grant) ?? (await introspected('introspect', refreshToken));
      const used = await refresh('refresh', refreshToken);
      const next = used && objectIn(used);
      const wasUsed = used?.exchange.response.status === 200 && next !== undefined;
      const newest = (next && textIn({ json: next }, 'refresh_token')) ?? refreshToken;
      const renewed = wasUsed
        ? (toldByResponse({ json: next, reply: used }) ??
          (await introspected('introspect-renewed', newest)))
        : undefined;
      const now = Date.parse((used ?? grant.reply).exchange.at);
      const carried = await tryCarried(io, client, now, wasUsed ? newest : undefined, refresh);
      return { ...told(first, 'first'), ...told(renewed, 'renewed'), ...carried };
    },
  });
};

/** Uses the token of an earlier run where it is old enough, and leaves one where there is none. */
async function tryCarried(
  io: ProbeIo,
  { clientId }: LaunchClient,
  now: number,
  newest: string | undefined,
  refresh: (key: string, token: string) => Promise<JsonReply | undefined>,
): Promise<Pick<RefreshLife, 'old' | 'waitsSince'>> {
  const kept = await io.carried(CARRIED);
  const own = kept?.clientId === clientId ? kept : undefined;
  const days = own === undefined ? 0 : Math.floor((now - Date.parse(own.since)) / DAY_MS);
  if (own !== undefined && days < LEAST_DAYS) return { waitsSince: own.since };
  const reply = own && (await refresh('carried', own.value));
  const old = own && reply && { old: { since: own.since, days, reply } };
  // A refresh that nobody answered may be tried again by the next run.
  if (own !== undefined && reply === undefined) return { waitsSince: own.since };
  const leaves = newest !== undefined && (await io.carry(CARRIED, { value: newest, clientId }));
  const since = new Date(now).toISOString();
  return { ...old, ...(leaves ? { waitsSince: since } : {}) };
}
