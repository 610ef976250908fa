import { oncePerPlan } from '../../core/once-per-plan.ts';
import { createHash } from 'node:crypto';
import type { AnsweredExchange } from '../../core/exchange.ts';
import { defineProbe, lacking, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type LaunchClient, NO_LOGIN, NO_STANDALONE_CLIENT, standaloneClient } from './client.ts';
import { CookieJar } from './cookie-jar.ts';
import { openFromEhr } from './ehr-launcher.ts';
import type { LoginOutcome, ShownPage } from './form-driver.ts';
import { driveLogin } from './login.ts';
import { STATUS_UNSEEN } from './person-driver.ts';
import {
  endpointIn,
  smartConfigurationProbe,
  trustedOrigins,
} from './smart-configuration.probe.ts';

/** What one authorization asked for. */
export interface AuthorizationRequest {
  readonly url: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly aud: string;
  readonly state: string;
  readonly verifier: string;
  readonly challenge: string;
  /** Sent where an id_token is asked for (OpenID Connect Core 1.0, 3.1.2.1). */
  readonly nonce?: string;
}

/** One way through the authorize endpoint, from the first request to where it ended. */
export interface Authorization {
  readonly request: AuthorizationRequest;
  /** The authorize endpoint's own answer. */
  readonly first?: AnsweredExchange;
  /** What the user saw on the way, where it is known. */
  readonly pages?: readonly ShownPage[];
  /** The journal's entry of a login that was made in a browser or by a person. */
  readonly record?: { readonly kind: 'observation'; readonly index: number };
  readonly outcome: LoginOutcome;
}

/** An authorization made for one purpose; a code is never used for two. */
export interface AuthorizationRound {
  readonly name: string;
  /** The app that asks; by default the one of the standalone launch. */
  readonly client?: LaunchClient;
  /** Parameters that are sent otherwise than usual; undefined leaves one out. */
  readonly change?: Readonly<Record<string, string | undefined>>;
  /** How the authorize endpoint is asked (SMART App Launch 2, capability authorize-post). */
  readonly method?: 'GET' | 'POST';
  /** The app is opened from the EHR's own page, which hands it a launch value. */
  readonly fromEhr?: boolean;
  /** The `aud` sent; by default the FHIR base URL of the target. */
  readonly aud?: string;
  /**
   * What must have been shown first. A login that does not work is tried once: seven wrong
   * passwords at a time lock the account.
   */
  readonly after?: Probe<unknown>;
  /** No code exchange follows: the round has ended with the login. */
  readonly endsWithLogin?: boolean;
}

/** Marks a round as used up: a resumed run takes it as it is and does not log in for it again. */
export const endRound = (io: ProbeIo, round: string): Promise<boolean> =>
  io.observe(`${round}/end`, async () => true);

/** BASE64URL(SHA256(verifier)) (RFC 7636, 4.2). */
export const challengeFor = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

const withoutUndefined = (
  parameters: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** The authorize URL, keeping whatever query the endpoint already has (RFC 6749, 3.1). */
function authorizeUrl(endpoint: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** For a person, who would else take the refusal for a mishap. */
const MEANT_TO_FAIL =
  'This request is wrong on purpose: a server that conforms shows an error or sends you back with one. If it shows an error, say so on this page.';

/** Whether a server that conforms refuses this request at its authorize endpoint. */
const isMeantToFail = (
  { change = {}, endsWithLogin = false }: AuthorizationRound,
  aud: string,
  issuer: string,
): boolean => aud !== issuer || (endsWithLogin && Object.keys(change).length > 0);

/** Takes the user of an app through authorize, login and consent. */
export const authorizationProbe = (
  context: PlanContext,
  round: AuthorizationRound,
): Probe<Authorization> => {
  const { name, aud = context.config.target.fhirBaseUrl, after, endsWithLogin = false } = round;
  const configuration = smartConfigurationProbe(context);
  return defineProbe({
    id: `authorization(${name})`,
    needs: after === undefined ? { configuration } : { configuration, after },
    gather: async (io, { configuration }) => {
      const client = round.client ?? standaloneClient(context);
      if (client === undefined) return lacking(NO_STANDALONE_CLIENT);
      if (client.storedRefreshToken !== undefined) return lacking(NO_LOGIN);
      const endpoint = endpointIn(configuration, 'authorization_endpoint');
      if (endpoint === undefined) {
        return lacking(
          'There is nowhere to send the user: the SMART configuration has no authorization_endpoint.',
          configuration.exchange,
        );
      }
      const jar = new CookieJar();
      const issuer = context.config.target.fhirBaseUrl;
      const trusted = trustedOrigins(configuration, context);
      const opened =
        round.fromEhr === true
          ? await openFromEhr(io, name, client, trusted, issuer, jar)
          : undefined;
      if (opened !== undefined && 'lacking' in opened) return opened;
      const state = io.random('state', 16);
      const verifier = io.random('verifier', 32);
      const challenge = challengeFor(verifier);
      const { redirectUri, scopes: scope } = client;
      const nonce = scope.split(/\s+/).includes('openid') ? io.random('nonce', 16) : undefined;
      const parameters = withoutUndefined({
        response_type: 'code',
        client_id: client.clientId,
        redirect_uri: redirectUri,
        scope,
        state,
        aud,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        nonce,
        launch: opened?.launch,
        ...round.change,
      });
      const posts = round.method === 'POST';
      const url = posts ? endpoint : authorizeUrl(endpoint, parameters);
      const stateSent = parameters['state'];
      const login = await driveLogin(io, client, {
        round: name,
        start: url,
        ...(posts ? { form: Object.entries(parameters) } : {}),
        redirectUri: parameters['redirect_uri'] ?? redirectUri,
        ...(stateSent === undefined ? {} : { state: stateSent }),
        issuer,
        trusted,
        jar,
        ...(isMeantToFail(round, aud, issuer) ? { note: MEANT_TO_FAIL } : {}),
      });
      if (endsWithLogin) await endRound(io, name);
      const sent = nonce === undefined ? {} : { nonce };
      const request = { url, redirectUri, scope, aud, state, verifier, challenge, ...sent };
      return { request, ...login };
    },
  });
};

/** The authorization that the standalone launch itself goes by. */
export const standaloneAuthorizationProbe = oncePerPlan(
  (context: PlanContext): Probe<Authorization> =>
    authorizationProbe(context, { name: 'standalone' }),
);

/** Why an authorization brought no code, in one sentence. */
export function withoutCode({ request, outcome }: Authorization): string {
  switch (outcome.kind) {
    case 'blocked':
      return outcome.why;
    case 'stranded':
      return `The login ended at ${describedPage(outcome)}: ${outcome.why}.`;
    case 'redirected': {
      const { error, error_description: description, state } = outcome.parameters;
      if (error !== undefined) {
        return `The app was sent back with error "${error}"${description === undefined ? '' : ` (${description})`}.`;
      }
      return state === request.state
        ? 'The app was sent back without a code.'
        : 'The app was sent back without the state it had sent, so it must not use the code.';
    }
    default:
      return outcome satisfies never;
  }
}

/** A page that a login stands at, as findings and reasons name it. */
export const describedPage = ({
  status,
  url,
  title,
  text,
}: Extract<LoginOutcome, { kind: 'stranded' }>): string => {
  const where = URL.parse(url);
  const address = where === null ? url : `${where.origin}${where.pathname}`;
  const words = [title, text].filter((part) => part !== '').join(': ');
  const answer = status === STATUS_UNSEEN ? '' : ` (HTTP ${status})`;
  return `${address}${answer}${words === '' ? '' : `, which says "${words}"`}`;
};

/** The code that an app may use: sent back without an error and with the app's own state. */
export function codeFrom({ request, outcome }: Authorization): string | undefined {
  if (outcome.kind !== 'redirected') return undefined;
  const { code, error, state } = outcome.parameters;
  return error === undefined && state === request.state && code !== '' ? code : undefined;
}

/** A FHIR server that is not the target; the name can never exist (RFC 6761, 6.4). */
export const FOREIGN_AUD = 'https://fhir.assay.invalid/r4';

/** That the usual authorization brings a code: only then does the refusal of another show anything. */
const usualCodeProbe = (context: PlanContext): Probe<true> =>
  defineProbe({
    id: 'authorization(brings a code)',
    needs: { usual: standaloneAuthorizationProbe(context) },
    gather: async (_io, { usual }) =>
      codeFrom(usual) === undefined
        ? lacking(
            `A refusal would show nothing while the right aud brings no code either. ${withoutCode(usual)}`,
            usual.outcome.exchange,
          )
        : true,
  });

/** An authorization for a FHIR server that is none of the target's. */
export const foreignAuthorizationProbe = (context: PlanContext): Probe<Authorization> =>
  authorizationProbe(context, {
    name: 'foreign-aud',
    aud: FOREIGN_AUD,
    endsWithLogin: true,
    after: usualCodeProbe(context),
  });
