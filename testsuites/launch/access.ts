import { isAnswered } from '../../core/exchange.ts';
import { oncePerPlan } from '../../core/once-per-plan.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import { secretPlaceholder } from '../../core/secrets.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type LaunchClient, standaloneClient } from './client.ts';
import { refreshSequenceProbe } from './refresh.probe.ts';
import { endpointIn, smartConfigurationProbe } from './smart-configuration.probe.ts';
import { type Grant, grantProbe } from './token-exchange.probe.ts';
import { tokensOf } from './token-set.ts';

/** The right under which FHIR requests of a run are sent. */
export interface Access {
  /** Name of the authorization context, for `ask`. */
  readonly context: string;
  /** Id of the patient in context: of the launch, else the first that is configured. */
  readonly patient?: string;
  /** Scopes granted; empty where the server told none. */
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

const patientIn = ({ json }: Grant, { config }: PlanContext): string | undefined => {
  const patient = json['patient'];
  return typeof patient === 'string' && patient !== '' ? patient : config.patients[0];
};

/**
 * Handed out after the refreshes are done: from then on nothing takes the tokens away, and the
 * newest that were seen to read are used.
 */
const launchAccess = (context: PlanContext, client: LaunchClient): Probe<Access> =>
  defineProbe({
    id: 'access',
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: grantProbe(context),
      sequence: refreshSequenceProbe(context),
    },
    gather: async (io, { configuration, grant, sequence: { working } }) => {
      const tokens = tokensOf(working, client, endpointIn(configuration, 'token_endpoint'));
      if (tokens === undefined) {
        return lacking(
          'There is no access token to read with: the token response has none.',
          grant.reply.exchange.index,
        );
      }
      io.authorize('standalone', tokens);
      const patient = patientIn(grant, context);
      return {
        context: 'standalone',
        scopes: grant.granted,
        ...(patient === undefined ? {} : { patient }),
        ...(tokens.expiresAt === undefined ? {} : { expiresAt: tokens.expiresAt }),
      };
    },
  });

const NEEDS_TOKEN =
  'The server lets nobody read without a token (HTTP 401): give a bearer token, or configure a client (auth.clients.standalone).';

const TOKEN_REFUSED =
  'The server does not take the bearer token of the configuration (HTTP 401): it may have expired; give a fresh one.';

/**
 * How the run reads the FHIR endpoint: by its standalone launch, by a bearer token from the
 * configuration, or, where neither is configured, as anybody may.
 */
export const accessProbe = oncePerPlan((context: PlanContext): Probe<Access> => {
  const { auth, patients } = context.config;
  const client = standaloneClient(context);
  if (client !== undefined) return launchAccess(context, client);
  const [patient] = patients;
  const known = { scopes: [], ...(patient === undefined ? {} : { patient }) };
  const { bearer } = auth;
  return defineProbe({
    id: 'access',
    needs: {},
    gather: async (io) => {
      if (bearer !== undefined) {
        io.authorize('bearer', { accessToken: secretPlaceholder(bearer) });
      }
      const access = { context: bearer === undefined ? 'none' : 'bearer', ...known };
      if (patient === undefined) return access;
      // A server that wants a token is right to refuse: that we have none is no fault of its own.
      const tried = await io.ask({
        url: `${context.config.target.fhirBaseUrl}/Patient/${encodeURIComponent(patient)}`,
        headers: { accept: 'application/fhir+json' },
        context: access.context,
      });
      if (!isAnswered(tried) || tried.response.status !== 401) return access;
      return lacking(bearer === undefined ? NEEDS_TOKEN : TOKEN_REFUSED, tried.index);
    },
  });
});
