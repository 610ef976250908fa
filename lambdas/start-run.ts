import { SFNClient } from '@aws-sdk/client-sfn';
import { systemClock } from '../adapters/clock.ts';
import { executionStarter } from '../adapters/executions.ts';
import type { Selection } from '../core/plan.ts';
import { apiHandler, bodyOf, jsonAnswer } from './api-handler.ts';
import { runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { beginRun } from './steps/begin.ts';

const env = readEnv('RUNS_TABLE', 'STATE_MACHINE_ARN', 'PRIVATE_TARGETS', 'BROWSER_LOGINS');
const ports = {
  runs: runsIn(env),
  clock: systemClock,
  allowPrivateTargets: env.PRIVATE_TARGETS === 'allowed',
  hasBrowser: env.BROWSER_LOGINS === 'allowed',
  start: executionStarter(new SFNClient({}), env.STATE_MACHINE_ARN),
};

/** `only` and `skip` as globs, each as often as wanted or separated by commas. */
function selectionIn(rawQueryString: string): Selection {
  const query = new URLSearchParams(rawQueryString);
  const globs = (name: string): readonly string[] =>
    query.getAll(name).flatMap((text) => text.split(',').filter((glob) => glob !== ''));
  const [only, skip] = [globs('only'), globs('skip')];
  return { ...(only.length > 0 && { only }), ...(skip.length > 0 && { skip }) };
}

/** POST /runs: a configuration, YAML or JSON, in; the id of the run out. */
export const handler = apiHandler(async (event) => {
  const runId = await beginRun(bodyOf(event), ports, selectionIn(event.rawQueryString));
  const answer = jsonAnswer(202, { runId });
  return { ...answer, headers: { ...answer.headers, location: `/runs/${runId}` } };
});
