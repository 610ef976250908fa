import { type Exchange, isAnswered } from './exchange.ts';
import type { Journal } from './journal.ts';
import { isJsonObject } from './json.ts';
import type { TokenSet } from './probe.ts';
import type { Recorder } from './recorder.ts';

/** A token with less life than this is renewed before it is used: a search may queue that long. */
const RENEW_BEFORE_MS = 60_000;
/** Short-lived tokens are renewed at a quarter of their life, not at once. */
const RENEW_AT_FRACTION = 0.25;

/** Whether a token is so near its end that it should not be sent any more. */
export function needsRenewal(tokens: TokenSet, now: number, margin?: number): boolean {
  if (tokens.renewal === undefined) return false;
  if (tokens.refreshToken === undefined && tokens.renewal.clientCredentials === undefined)
    return false;
  if (tokens.expiresAt === undefined) return false;
  const life = tokens.lifetimeMs ?? RENEW_BEFORE_MS / RENEW_AT_FRACTION;
  const before = margin ?? Math.min(RENEW_BEFORE_MS, life * RENEW_AT_FRACTION);
  return tokens.expiresAt - now <= before;
}

/** At most five minutes (SMART App Launch 2, authentication JWT claims). */
const ASSERTION_LIFE_SECONDS = 240;

const renewalKey = (context: string, at: number | ''): string => `renewal ${context} ${at}`;

const merged = (tokens: TokenSet, exchange: Exchange): TokenSet => {
  // The network failed, not the token endpoint: the next request that needs a token asks again.
  if (!isAnswered(exchange)) return tokens;
  const renewed = parsed(exchange.response.body);
  if (renewed === undefined) {
    // Tried once: asking again before each request would only repeat the refusal.
    const { refreshToken: _spent, renewal: _tried, ...rest } = tokens;
    return rest;
  }
  const { accessToken, refreshToken, lifetimeMs } = renewed;
  const at = Date.parse(exchange.at);
  return {
    ...tokens,
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(lifetimeMs === undefined ? {} : { expiresAt: at + lifetimeMs, lifetimeMs }),
  };
};

/** A context's tokens as they stand after the renewals that the journal already holds. */
export const afterRenewals = (journal: Journal, context: string, tokens: TokenSet): TokenSet =>
  journal.entries
    .filter((entry) => entry.kind === 'exchange' && entry.key.startsWith(renewalKey(context, '')))
    .reduce((current, entry) => merged(current, entry as Exchange), tokens);

/**
 * Gets a new access token by the refresh token (RFC 6749, 6) and keeps it for the context. Where
 * the server refuses, the old one stays: the next 401 then tells its own story.
 */
export async function renew(
  recorder: Recorder,
  probe: string,
  context: string,
  tokens: TokenSet,
): Promise<void> {
  const { renewal, refreshToken } = tokens;
  if (renewal === undefined) return;
  if (renewal.clientCredentials !== undefined) {
    await renewByAssertion(recorder, probe, context, tokens, renewal);
    return;
  }
  if (refreshToken === undefined) return;
  const { clock } = recorder.options;
  const { clientId, clientSecret, tokenEndpoint } = renewal;
  const exchange = await recorder.askAhead(probe, {
    url: tokenEndpoint,
    method: 'POST',
    key: renewalKey(context, clock.now()),
    headers: { accept: 'application/json' },
    form: {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...(clientSecret === undefined ? { client_id: clientId } : {}),
    },
    ...(clientSecret === undefined ? {} : { basic: { id: clientId, secret: clientSecret } }),
  });
  recorder.tokens.set(context, merged(tokens, exchange));
}

/** RFC 7523, 2.2; SMART App Launch 2, Backend Services: no refresh token, a new assertion. */
async function renewByAssertion(
  recorder: Recorder,
  probe: string,
  context: string,
  tokens: TokenSet,
  { clientId, clientCredentials, tokenEndpoint }: NonNullable<TokenSet['renewal']>,
): Promise<void> {
  if (clientCredentials === undefined) return;
  const { signingKey, scope } = clientCredentials;
  const key = renewalKey(context, recorder.options.clock.now());
  const signed = await recorder.io(probe).sign(key, {
    key: signingKey,
    claims: (now) => ({
      iss: clientId,
      sub: clientId,
      aud: tokenEndpoint,
      exp: now + ASSERTION_LIFE_SECONDS,
      jti: `${key}.${now}`,
    }),
  });
  if (signed === undefined) return;
  const exchange = await recorder.askAhead(probe, {
    url: tokenEndpoint,
    method: 'POST',
    key,
    headers: { accept: 'application/json' },
    form: {
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signed.text,
    },
  });
  recorder.tokens.set(context, merged(tokens, exchange));
}

function parsed(
  body: string | undefined,
): { accessToken: string; refreshToken?: string; lifetimeMs?: number } | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
  if (!isJsonObject(answer) || typeof answer['access_token'] !== 'string') return undefined;
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  return {
    accessToken: accessToken as string,
    ...(typeof refreshToken === 'string' ? { refreshToken } : {}),
    ...(typeof seconds === 'number' ? { lifetimeMs: seconds * 1000 } : {}),
  };
}
