import type { ClientConfig, FormStep, SecretReference } from '../../core/config.ts';
import type { Ask } from '../../core/probe.ts';
import { secretPlaceholder } from '../../core/secrets.ts';
import type { PlanContext } from '../../core/suite.ts';
import { defaultScopes } from './us-core-types.ts';

/** The app as whom Assay launches. */
export interface LaunchClient {
  readonly clientId: string;
  /** Placeholder; absent for a public client. */
  readonly clientSecret?: string;
  readonly redirectUri: string;
  readonly scopes: string;
  readonly steps: readonly FormStep[];
  /** Stands in for a login where nobody is there to log in. */
  readonly storedRefreshToken?: string;
}

/** Registered with the EHR unless the configuration says otherwise; nothing has to listen there. */
const DEFAULT_REDIRECT_URI = 'http://localhost:8765/callback';

const loginOf = ({ login }: ClientConfig): Pick<LaunchClient, 'steps' | 'storedRefreshToken'> => {
  switch (login?.driver) {
    case undefined:
      return { steps: [] };
    case 'form':
      return { steps: login.steps };
    case 'refresh':
      return { steps: [], storedRefreshToken: secretPlaceholder(login.refreshToken) };
    default:
      return login satisfies never;
  }
};

const secretOf = (reference: SecretReference | undefined): Pick<LaunchClient, 'clientSecret'> =>
  reference === undefined ? {} : { clientSecret: secretPlaceholder(reference) };

/** The client of the standalone launch, where one is configured. */
export function standaloneClient({ config }: PlanContext): LaunchClient | undefined {
  const client = config.auth.clients.standalone;
  if (client === undefined) return undefined;
  return {
    clientId: client.clientId,
    ...secretOf(client.clientSecret),
    redirectUri: client.redirectUri ?? DEFAULT_REDIRECT_URI,
    scopes: client.scopes ?? defaultScopes(config.options.usCore),
    ...loginOf(client),
  };
}

/** Why there is no standalone launch to look at, and what the configuration would need. */
export const NO_STANDALONE_CLIENT =
  'No standalone launch was made: add auth.clients.standalone (clientId, clientSecret, redirectUri, scopes and login steps) to the configuration.';

export const NO_LOGIN =
  'No login was made: the client is configured with a stored refresh token; give it login steps (driver form) to show the launch.';

/** A token request as this client authenticates it: Basic with a secret, else its id in the form. */
export const tokenRequest = (
  { clientId, clientSecret }: Pick<LaunchClient, 'clientId' | 'clientSecret'>,
  url: string,
  key: string,
  form: Readonly<Record<string, string>>,
): Ask => ({
  url,
  method: 'POST',
  key,
  headers: { accept: 'application/json' },
  form: clientSecret === undefined ? { ...form, client_id: clientId } : form,
  ...(clientSecret === undefined ? {} : { basic: { id: clientId, secret: clientSecret } }),
});
