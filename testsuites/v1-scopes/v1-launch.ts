import type { PlanContext } from '../../core/suite.ts';
import type { AppLaunch } from '../launch/app-launch.ts';
import { NO_STANDALONE_CLIENT, standaloneClient } from '../launch/client.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { usCoreTypes } from '../launch/us-core-types.ts';

/** The types that a grant has to cover in either syntax. */
export const v1Types = ({ pack }: PlanContext): readonly string[] =>
  usCoreTypes(pack.version)
    .filter(({ patientLevel }) => patientLevel === true)
    .map(({ type }) => type);

/** The app of the standalone launch, asking in the syntax of SMART 1.0. */
export function v1Launch(context: PlanContext): AppLaunch {
  const client = standaloneClient(context);
  const scopes = [
    'launch/patient',
    'openid',
    'fhirUser',
    'offline_access',
    ...v1Types(context).map((type) => `patient/${type}.read`),
  ].join(' ');
  return {
    name: 'v1-scopes',
    client: client === undefined ? undefined : { ...client, scopes },
    missing: NO_STANDALONE_CLIENT,
    after: tokenResponseProbe(context),
  };
}
