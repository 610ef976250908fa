import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { hasBrowserApps } from '../public-client/public-launch.ts';
import { CORS_ROWS, corsAnswer } from './answer.check.ts';
import { preflight } from './preflight.check.ts';

const PREFIX = 'cors';

/** What apps that run in a browser need of a server; not asked for before SMART App Launch 2.2. */
export const corsGroup: GroupBuilder = (context, group) =>
  hasBrowserApps(context)
    ? [
        ...CORS_ROWS.map((row) => planCheck(group, PREFIX, corsAnswer(context), row)),
        planCheck(group, PREFIX, preflight(context), server),
      ]
    : [];
