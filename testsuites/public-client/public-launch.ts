import type { PlanContext } from '../../core/suite.ts';
import type { AppLaunch } from '../launch/app-launch.ts';
import { launchClient } from '../launch/client.ts';

/** A launch of an app that can keep no secret. */
export const publicLaunch = (context: PlanContext): AppLaunch => ({
  name: 'public',
  client: launchClient(context, 'public'),
  missing:
    'No launch of a public client was made: add auth.clients.public (clientId, redirectUri and login steps, no secret) to the configuration.',
});
