import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { accessSearch } from '../launch/access-search.probe.ts';
import { type AppLaunch, appAccessProbe, contextOf, textIn } from '../launch/app-launch.ts';
import { launchClient, standaloneClient } from '../launch/client.ts';
import type { JsonReply } from '../launch/json-reply.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { usCoreTypes } from '../launch/us-core-types.ts';

/** What the user lets through where the configuration does not say (ONC test procedure). */
const ALLOWED = ['Patient', 'Condition', 'Observation'];

/** Resource types that the user of the limited launch is told to let through. */
export const allowedTypes = ({ config }: PlanContext): readonly string[] =>
  config.auth.clients.limited?.allowed ?? ALLOWED;

/** Types that are searched, whether let through or not. */
export const limitedTypes = ({ pack }: PlanContext): readonly string[] =>
  usCoreTypes(pack.version)
    .filter(({ searched }) => searched === true)
    .map(({ type }) => type);

/** The same app as in the standalone launch, of which the user lets through only a part. */
export const limitedLaunch = (context: PlanContext): AppLaunch => ({
  name: 'limited',
  client: launchClient(context, 'limited', standaloneClient(context)?.scopes),
  missing:
    'No launch with limited access was made: add auth.clients.limited (as auth.clients.standalone, with login steps that let only some types through, named in allowed).',
  after: tokenResponseProbe(context),
});

/** Answer to a search for one type under the token of the limited launch. */
export const limitedSearchProbe = (context: PlanContext, type: string): Probe<JsonReply> => {
  const launch = limitedLaunch(context);
  return defineProbe({
    id: `limited-search(${type})`,
    needs: { grant: appAccessProbe(context, launch) },
    gather: async (io, { grant }) => {
      const patient = textIn(grant, 'patient') ?? context.config.patients[0];
      return patient === undefined
        ? lacking('There is no patient to search for: none is in context or configured.')
        : accessSearch(io, context, type, patient, contextOf(launch));
    },
  });
};
