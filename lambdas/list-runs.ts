import { apiHandler, jsonAnswer, Refusal } from './api-handler.ts';
import { runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { shownRun } from './shown-run.ts';

const runs = runsIn(readEnv('RUNS_TABLE'));

const MOST = 100;

function limitIn(text: string | undefined): { limit?: number } {
  if (text === undefined) return {};
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    throw new Refusal(400, `limit must be a number from 1 to ${MOST}, not "${text}"`);
  }
  return { limit };
}

/** GET /runs: newest first, of one target where it is given, page by page. */
export const handler = apiHandler(async ({ queryStringParameters: query = {} }) => {
  const { target, from, limit } = query;
  const page = await runs.listRuns({
    ...limitIn(limit),
    ...(target === undefined ? {} : { target }),
    ...(from === undefined ? {} : { from }),
  });
  return jsonAnswer(200, { ...page, runs: page.runs.map(shownRun) });
});
