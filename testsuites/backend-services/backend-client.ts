import type { PlanContext } from '../../core/suite.ts';
import { launchClient, type LaunchClient } from '../launch/client.ts';

/** Everything, read and searched (SMART App Launch 2, Backend Services). */
const EVERYTHING = 'system/*.rs';

/** The app without users; absent where none is configured or it has no key. */
export function backendClient(context: PlanContext): LaunchClient | undefined {
  const client = launchClient(context, 'backend', EVERYTHING);
  return client?.signingKey === undefined ? undefined : client;
}

export const NO_BACKEND_CLIENT =
  'No token was asked for as a system: add auth.clients.backend (clientId, key.jwk or key.kms, and scopes) to the configuration.';
