import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  type AppLaunch,
  appAccessProbe,
  appAuthorizationProbe,
  contextOf,
} from '../launch/app-launch.ts';
import { launchClient } from '../launch/client.ts';
import { driveLauncher } from '../launch/ehr-launcher.ts';
import type { LoginOutcome } from '../launch/form-driver.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe, trustedOrigins } from '../launch/smart-configuration.probe.ts';
import { isAtLeast, usCoreTypes } from '../launch/us-core-types.ts';

const MISSING =
  'No EHR launch was made: add auth.clients.ehr (clientId, clientSecret, redirectUri, launchUri, scopes, login steps and login.launcher) to the configuration.';

/** Types that a clinician's app asks for. */
export const ehrTypes = ({ pack }: PlanContext): readonly string[] =>
  usCoreTypes(pack.version)
    .filter(({ patientLevel }) => patientLevel === true)
    .map(({ type }) => type);

const userScopes = (context: PlanContext): string =>
  [
    'launch',
    'openid',
    'fhirUser',
    'offline_access',
    ...usCoreTypes(context.pack.version).map(({ type }) => `user/${type}.rs`),
  ].join(' ');

/** A clinician opens the app in the EHR; the authorize endpoint is asked by POST. */
export const ehrLaunch = (context: PlanContext): AppLaunch => ({
  name: 'ehr',
  client: launchClient(context, 'ehr', userScopes(context)),
  missing: MISSING,
  fromEhr: true,
  method: 'POST',
});

/** The same, asking for no more than the patient. */
export function ehrPatientLaunch(context: PlanContext): AppLaunch {
  const { client } = ehrLaunch(context);
  const scopes = 'launch openid fhirUser offline_access patient/Patient.rs';
  return {
    name: 'ehr-patient',
    client: client === undefined ? undefined : { ...client, scopes },
    missing: MISSING,
    fromEhr: true,
    after: appAuthorizationProbe(context, ehrLaunch(context)),
  };
}

/** A launch value that no EHR gave out. */
export const invalidLaunch = (context: PlanContext): AppLaunch => ({
  name: 'ehr-invalid-launch',
  client: ehrLaunch(context).client,
  missing: MISSING,
  change: { launch: 'assay-unknown-launch-value' },
  after: appAuthorizationProbe(context, ehrLaunch(context)),
  endsWithLogin: true,
});

/** How the EHR opened the app; the same requests as those of the launch itself. */
export const openedProbe = (context: PlanContext): Probe<LoginOutcome> =>
  defineProbe({
    id: 'ehr-opened',
    needs: { configuration: smartConfigurationProbe(context) },
    gather: async (io, { configuration }) => {
      const { client, missing, name } = ehrLaunch(context);
      if (client === undefined) return lacking(missing);
      const trusted = trustedOrigins(configuration, context);
      return driveLauncher(io, name, client, trusted, context.config.target.fhirBaseUrl);
    },
  });

/** Since US Core 5.0.1 the encounter is part of the context. */
export const hasEncounter = ({ pack }: PlanContext): boolean => isAtLeast(pack.version, '5.0.1');

/** A member of the token response, and what came when it was followed. */
export interface Followed {
  /** Index of the exchange that brought the member. */
  readonly exchange: number;
  readonly value: unknown;
  readonly reply?: JsonReply;
}

/** The encounter of the launch, read with its token. */
export const encounterProbe = (context: PlanContext): Probe<Followed> => {
  const launch = ehrLaunch(context);
  return defineProbe({
    id: 'ehr-encounter',
    needs: { grant: appAccessProbe(context, launch) },
    gather: async (io, { grant }) => {
      const { encounter: value } = grant.json;
      const { index: exchange } = grant.reply.exchange;
      if (typeof value !== 'string' || value === '') return { exchange, value };
      const read = await io.answer({
        url: `${context.config.target.fhirBaseUrl}/Encounter/${encodeURIComponent(value)}`,
        headers: { accept: FHIR_JSON },
        context: contextOf(launch),
      });
      return { exchange, value, reply: jsonReply(read) };
    },
  });
};

/** What smart_style_url leads to; nothing is sent along. */
export const styleProbe = (context: PlanContext): Probe<Followed> =>
  defineProbe({
    id: 'ehr-style',
    needs: { grant: appAccessProbe(context, ehrLaunch(context)) },
    gather: async (io, { grant }) => {
      const { smart_style_url: value } = grant.json;
      const { index: exchange } = grant.reply.exchange;
      const url = typeof value === 'string' ? URL.parse(value) : null;
      if (url === null || !/^https?:$/.test(url.protocol)) return { exchange, value };
      const style = await io.answer({ url: url.href, headers: { accept: 'application/json' } });
      return { exchange, value, reply: jsonReply(style) };
    },
  });
