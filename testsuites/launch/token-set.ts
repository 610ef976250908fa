import type { TokenSet } from '../../core/probe.ts';
import type { LaunchClient } from './client.ts';
import type { Grant } from './token-exchange.probe.ts';

const lifeOf = ({ json, reply }: Grant): Pick<TokenSet, 'expiresAt' | 'lifetimeMs'> => {
  const seconds = json['expires_in'];
  if (typeof seconds !== 'number') return {};
  const lifetimeMs = seconds * 1000;
  return { lifetimeMs, expiresAt: Date.parse(reply.exchange.at) + lifetimeMs };
};

/** A grant as the recorder keeps it: what to send and how to renew it. */
export function tokensOf(
  grant: Grant,
  { clientId, clientSecret }: LaunchClient,
  tokenEndpoint: string | undefined,
): TokenSet | undefined {
  const { access_token: accessToken, refresh_token: refreshToken } = grant.json;
  if (typeof accessToken !== 'string' || accessToken === '') return undefined;
  const secret = clientSecret === undefined ? {} : { clientSecret };
  return {
    accessToken,
    ...lifeOf(grant),
    ...(typeof refreshToken === 'string' && refreshToken !== '' ? { refreshToken } : {}),
    ...(tokenEndpoint === undefined ? {} : { renewal: { tokenEndpoint, clientId, ...secret } }),
  };
}
