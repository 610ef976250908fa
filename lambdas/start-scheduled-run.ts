import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { systemClock } from '../adapters/clock.ts';
import { executionStarter } from '../adapters/executions.ts';
import { runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { logLine } from './step-handler.ts';
import { beginRun } from './steps/begin.ts';

const env = readEnv('RUNS_TABLE', 'STATE_MACHINE_ARN', 'PRIVATE_TARGETS', 'BROWSER_LOGINS');
const ports = {
  runs: runsIn(env),
  clock: systemClock,
  allowPrivateTargets: env.PRIVATE_TARGETS === 'allowed',
  hasBrowser: env.BROWSER_LOGINS === 'allowed',
  start: executionStarter(new SFNClient({}), env.STATE_MACHINE_ARN),
};

/** The nightly run: the schedule's input is its configuration. */
export const handler = middy<unknown, { runId: string }>().handler(async (config: unknown) => {
  const runId = await beginRun(JSON.stringify(config), ports);
  logLine({ level: 'info', functionName: 'start-scheduled-run', runId });
  return { runId };
});
