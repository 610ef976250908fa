import type { PlanContext } from '../../core/suite.ts';
import type { AppLaunch } from '../launch/app-launch.ts';
import { launchClient } from '../launch/client.ts';
import { isAtLeast } from '../launch/us-core-types.ts';

/** From SMART App Launch 2.2 on, servers let apps that run in a browser in (2.0.10, CORS). */
const BROWSER_APPS_SINCE = '2.2.0';

export const hasBrowserApps = ({ config }: PlanContext): boolean =>
  isAtLeast(config.options.smart, BROWSER_APPS_SINCE);

/** The origin that a public client is registered with: that of its redirect URI. */
export function registeredOrigin(context: PlanContext): string | undefined {
  const origin = URL.parse(launchClient(context, 'public')?.redirectUri ?? '')?.origin;
  // Native apps have schemes of their own, which have no origin.
  return origin === 'null' ? undefined : origin;
}

/** A launch of an app that can keep no secret. */
export const publicLaunch = (context: PlanContext): AppLaunch => {
  const origin = hasBrowserApps(context) ? registeredOrigin(context) : undefined;
  return {
    name: 'public',
    client: launchClient(context, 'public'),
    missing:
      'No launch of a public client was made: add auth.clients.public (clientId, redirectUri and login steps, no secret) to the configuration.',
    ...(origin === undefined ? {} : { origin }),
  };
};
