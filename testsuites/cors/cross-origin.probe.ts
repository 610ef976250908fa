import type { Needs } from '../../core/check.ts';
import { type Ask, defineProbe, lacking, notAsked, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { appAccessProbe, appExchangeProbe, contextOf, textIn } from '../launch/app-launch.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from '../launch/json-reply.ts';
import {
  type SmartConfiguration,
  smartConfigurationProbe,
} from '../launch/smart-configuration.probe.ts';
import { decodeJwt } from '../openid/jwt.ts';
import { publicLaunch, registeredOrigin } from '../public-client/public-launch.ts';

/** An origin that no server has heard of: discovery is open to all. */
const ANY_ORIGIN = 'https://an-app.assay.example';

/** What came to a request that told where it came from. */
export interface CrossOrigin {
  readonly origin: string;
  readonly reply: JsonReply;
}

const NO_ORIGIN =
  'auth.clients.public has a redirectUri without an origin of the web, so it is no app in a browser.';

const NO_PUBLIC_CLIENTS =
  'The capabilities of the SMART configuration do not list client-public: no app runs in a browser alone.';

const letsPublicClientsIn = ({ json: { capabilities } }: SmartConfiguration): boolean =>
  !Array.isArray(capabilities) || capabilities.includes('client-public');

/** A request as a browser makes it for an app, once it is known that apps run in browsers here. */
const asked = (
  context: PlanContext,
  name: string,
  ask: Omit<Ask, 'headers'> & { readonly headers: Record<string, string> },
): Probe<CrossOrigin> =>
  defineProbe({
    id: `cors(${name})`,
    needs: { configuration: smartConfigurationProbe(context) },
    gather: async (io, { configuration }) => {
      if (!letsPublicClientsIn(configuration)) return notAsked(NO_PUBLIC_CLIENTS);
      const origin = ask.headers['origin'] ?? ANY_ORIGIN;
      const reply = jsonReply(await io.answer({ ...ask, headers: { ...ask.headers, origin } }));
      return { origin, reply };
    },
  });

const without = (name: string): Probe<CrossOrigin> =>
  defineProbe<Needs, CrossOrigin>({
    id: `cors(${name})`,
    needs: {},
    gather: async () => notAsked(NO_ORIGIN),
  });

/** The discovery document, asked for from anywhere. */
export const discoveryFromAnywhere = (context: PlanContext): Probe<CrossOrigin> =>
  asked(context, 'discovery', {
    url: `${context.config.target.fhirBaseUrl}/.well-known/smart-configuration`,
    headers: { accept: 'application/json' },
  });

/** The capability statement, asked for from anywhere. */
export const metadataFromAnywhere = (context: PlanContext): Probe<CrossOrigin> =>
  asked(context, 'metadata', {
    url: `${context.config.target.fhirBaseUrl}/metadata`,
    headers: { accept: FHIR_JSON },
  });

/** What a browser asks before it reads with a token (Fetch Standard, CORS-preflight). */
export const preflightProbe = (context: PlanContext): Probe<CrossOrigin> =>
  asked(context, 'preflight', {
    url: `${context.config.target.fhirBaseUrl}/Patient`,
    method: 'OPTIONS',
    headers: {
      origin: registeredOrigin(context) ?? ANY_ORIGIN,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  });

/** The public client's token response, asked for with its origin. */
export function tokenFromApp(context: PlanContext): Probe<CrossOrigin> {
  const launch = publicLaunch(context);
  const { origin } = launch;
  if (launch.client !== undefined && origin === undefined) return without('token');
  return defineProbe({
    id: 'cors(token)',
    needs: { token: appExchangeProbe(context, launch) },
    gather: async (_io, { token }) => ({ origin: origin ?? '', reply: token }),
  });
}

/** The resource of the user, read by an app in a browser. */
export function userFromApp(context: PlanContext): Probe<CrossOrigin> {
  const launch = publicLaunch(context);
  const { origin } = launch;
  if (launch.client !== undefined && origin === undefined) return without('fhir-user');
  return defineProbe({
    id: 'cors(fhir-user)',
    needs: { grant: appAccessProbe(context, launch) },
    gather: async (io, { grant }) => {
      const fhirUser = decodeJwt(textIn(grant, 'id_token') ?? '')?.claims['fhirUser'];
      const place = typeof fhirUser === 'string' ? /[^/]+\/[^/]+$/.exec(fhirUser)?.[0] : undefined;
      if (place === undefined) {
        return lacking(
          'There is no user to read: the id_token of the public client has no fhirUser.',
          grant.reply.exchange.index,
        );
      }
      const reply = await io.answer({
        url: `${context.config.target.fhirBaseUrl}/${place}`,
        headers: { accept: FHIR_JSON, origin: origin ?? '' },
        context: contextOf(launch),
      });
      return { origin: origin ?? '', reply: jsonReply(reply) };
    },
  });
}
