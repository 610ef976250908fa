import type { SecretReference } from '../../core/config.ts';
import { type Ask, isLacking, lacking, type Lacking, type ProbeIo } from '../../core/probe.ts';
import { secretPlaceholder } from '../../core/secrets.ts';
import type { PlanContext } from '../../core/suite.ts';
import { authenticatedRequest } from '../launch/client-assertion.ts';
import type { LaunchClient } from '../launch/client.ts';
import { endpointIn, type SmartConfiguration } from '../launch/smart-configuration.probe.ts';

/** Where tokens are introspected, or why that is not known. */
export const introspectionEndpoint = (
  { config }: PlanContext,
  configuration: SmartConfiguration,
): string | Lacking =>
  config.auth.introspection?.endpoint ??
  endpointIn(configuration, 'introspection_endpoint') ??
  lacking(
    'There is nowhere to introspect tokens: the SMART configuration has no introspection_endpoint, and auth.introspection.endpoint is not configured.',
    configuration.exchange,
  );

const textsOf = (
  values: Readonly<Record<string, string | SecretReference>> = {},
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : secretPlaceholder(value),
    ]),
  );

/**
 * A request for what the server knows of a token (RFC 7662, 2.1). How callers are authorized is
 * left to servers: what the configuration names is sent along.
 */
export async function introspectionRequest(
  io: ProbeIo,
  { config }: PlanContext,
  client: LaunchClient,
  endpoint: string,
  key: string,
  token: string,
): Promise<Ask | Lacking> {
  const { introspection } = config.auth;
  const headers = textsOf(introspection?.headers);
  const form = { ...textsOf(introspection?.parameters), token };
  const authorizes = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const accept = { accept: 'application/json' };
  if (authorizes) {
    return { url: endpoint, method: 'POST', key, headers: { ...accept, ...headers }, form };
  }
  const request = await authenticatedRequest(io, client, endpoint, key, form);
  return isLacking(request) ? request : { ...(request as Ask), headers: { ...accept, ...headers } };
}
