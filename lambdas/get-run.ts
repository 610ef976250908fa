import { apiHandler, jsonAnswer } from './api-handler.ts';
import { runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { runIdOf, shownCheck, shownRun } from './shown-run.ts';
import { UnknownRun } from './steps/unknown-run.ts';

const runs = runsIn(readEnv('RUNS_TABLE'));

/** GET /runs/{id}: how the run stands, with the verdict of each check once it is judged. */
export const handler = apiHandler(async (event) => {
  const id = runIdOf(event);
  const run = await runs.getRun(id);
  if (run === undefined) throw new UnknownRun(id);
  const [checks, causes] = await Promise.all([runs.listChecks(id), runs.listCauses(id)]);
  return jsonAnswer(200, { ...shownRun(run), checks: checks.map(shownCheck), causes });
});
