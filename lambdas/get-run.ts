import { apiHandler, jsonAnswer } from './api-handler.ts';
import { desksIn, runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { runIdOf, shownCheck, shownLogin, shownRun } from './shown-run.ts';
import { UnknownRun } from './steps/unknown-run.ts';

const env = readEnv('RUNS_TABLE');
const runs = runsIn(env);
const desks = desksIn(env);

/** GET /runs/{id}: how the run stands, the login that it waits for, and the verdict of each check once it is judged. */
export const handler = apiHandler(async (event) => {
  const id = runIdOf(event);
  const run = await runs.getRun(id);
  if (run === undefined) throw new UnknownRun(id);
  const [checks, causes, desk] = await Promise.all([
    runs.listChecks(id),
    runs.listCauses(id),
    desks.desk(id),
  ]);
  return jsonAnswer(200, {
    ...shownRun(run),
    ...shownLogin(desk),
    checks: checks.map(shownCheck),
    causes,
  });
});
