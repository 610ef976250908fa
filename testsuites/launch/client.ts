import { oncePerPlan } from '../../core/once-per-plan.ts';
import type { SigningKey } from '../../core/client-key.ts';
import type {
  BrowserStep,
  ClientConfig,
  ClientKey,
  ClientRole,
  FormStep,
  SecretReference,
} from '../../core/config.ts';
import type { Ask } from '../../core/probe.ts';
import { secretPlaceholder } from '../../core/secrets.ts';
import type { PlanContext } from '../../core/suite.ts';
import { defaultScopes } from './us-core-types.ts';

/** The app as whom Assay launches. */
export interface LaunchClient {
  readonly clientId: string;
  /** Placeholder; absent for a public client. */
  readonly clientSecret?: string;
  /** By which the client signs its requests. */
  readonly signingKey?: SigningKey;
  readonly redirectUri: string;
  /** Where the EHR opens the app. */
  readonly launchUri: string;
  readonly scopes: string;
  readonly steps: readonly FormStep[];
  /** The EHR's own page from which a user opens the app. */
  readonly launcher?: { readonly url: string; readonly steps: readonly FormStep[] };
  /** The EHR's own page on which a user takes back what the app was given. */
  readonly revoker?: { readonly url: string; readonly steps: readonly FormStep[] };
  /** Logs in by a browser, in place of forms. */
  readonly browser?: {
    readonly steps: readonly BrowserStep[];
    readonly launcher?: { readonly url: string; readonly steps: readonly BrowserStep[] };
    readonly revoker?: { readonly url: string; readonly steps: readonly BrowserStep[] };
    readonly timeoutSeconds: number;
  };
  /** A person logs in. */
  readonly person?: {
    readonly timeoutSeconds: number;
    /** The EHR's own page on which a user takes back what the app was given. */
    readonly revoker?: string;
  };
  /** Stands in for a login where nobody is there to log in. */
  readonly storedRefreshToken?: string;
}

/** Registered with the EHR unless the configuration says otherwise; nothing has to listen there. */
const DEFAULT_REDIRECT_URI = 'http://localhost:8765/callback';

const DEFAULT_LAUNCH_URI = 'http://localhost:8765/launch';

/** Portals that build themselves with scripts take seconds; what takes longer does not come. */
const STEP_SECONDS = 15;

/** Long enough to find a second factor. */
const PERSON_SECONDS = 300;

const loginOf = ({
  login,
}: ClientConfig): Pick<
  LaunchClient,
  'steps' | 'launcher' | 'revoker' | 'browser' | 'person' | 'storedRefreshToken'
> => {
  switch (login?.driver) {
    case undefined:
      return { steps: [] };
    case 'form':
      return {
        steps: login.steps,
        ...(login.launcher === undefined ? {} : { launcher: login.launcher }),
        ...(login.revoker === undefined ? {} : { revoker: login.revoker }),
      };
    case 'browser': {
      const { steps, launcher, revoker, timeoutSeconds = STEP_SECONDS } = login;
      const browser = {
        steps,
        timeoutSeconds,
        ...(launcher === undefined ? {} : { launcher }),
        ...(revoker === undefined ? {} : { revoker }),
      };
      return { steps: [], browser };
    }
    case 'person': {
      const { timeoutSeconds = PERSON_SECONDS, revoker } = login;
      const person = { timeoutSeconds, ...(revoker === undefined ? {} : { revoker: revoker.url }) };
      return { steps: [], person };
    }
    case 'refresh':
      return { steps: [], storedRefreshToken: secretPlaceholder(login.refreshToken) };
    default:
      return login satisfies never;
  }
};

const secretOf = (reference: SecretReference | undefined): Pick<LaunchClient, 'clientSecret'> =>
  reference === undefined ? {} : { clientSecret: secretPlaceholder(reference) };

const keyOf = (key: ClientKey | undefined): Pick<LaunchClient, 'signingKey'> => {
  if (key === undefined) return {};
  if ('jwk' in key) return { signingKey: { jwk: secretPlaceholder(key.jwk) } };
  return { signingKey: { kms: [key.kms].flat() } };
};

/** The app configured for a kind of launch; the scopes are its own, else these. */
export function launchClient(
  { config }: PlanContext,
  role: ClientRole,
  scopes: string = defaultScopes(config.options.usCore),
): LaunchClient | undefined {
  const client = config.auth.clients[role];
  if (client === undefined) return undefined;
  return {
    clientId: client.clientId,
    ...secretOf(client.clientSecret),
    ...keyOf(client.key),
    redirectUri: client.redirectUri ?? DEFAULT_REDIRECT_URI,
    launchUri: client.launchUri ?? DEFAULT_LAUNCH_URI,
    scopes: client.scopes ?? scopes,
    ...loginOf(client),
  };
}

/** The client of the standalone launch, where one is configured. */
export const standaloneClient = oncePerPlan((context: PlanContext): LaunchClient | undefined =>
  launchClient(context, 'standalone'),
);

/** Why there is no standalone launch to look at, and what the configuration would need. */
export const NO_STANDALONE_CLIENT =
  'No standalone launch was made: add auth.clients.standalone (clientId, clientSecret, redirectUri, scopes and login steps) to the configuration.';

export const NO_LOGIN =
  'No login was made: the client is configured with a stored refresh token; give it login steps (driver form or browser) to show the launch.';

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
