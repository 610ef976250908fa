import { judgeRun, replay, unreachableReason } from '../../core/engine.ts';
import { Journal } from '../../core/journal.ts';
import type { Clock, EvidenceStore, RunStore } from '../../core/ports.ts';
import { withoutValues } from '../../core/retention.ts';
import { TOOL_VERSION } from '../tool-version.ts';
import { holdTarget } from './lease.ts';
import { storedRun } from './stored-run.ts';

export interface JudgePorts {
  readonly runs: RunStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
}

export const RESULTS_FILE = 'results.json';

/** Judges the evidence of a run and keeps the results. Done twice it comes to the same. */
export async function judgeStep(
  runId: string,
  { runs, evidence, clock }: JudgePorts,
): Promise<{ readonly runId: string }> {
  const { run, config, plan } = await storedRun(runs, runId);
  await holdTarget(runs, run);
  const journal = await Journal.open(evidence, runId);
  const judged = judgeRun({
    runId,
    config,
    plan,
    journal,
    evidence: await replay(config, plan, journal),
    startedAt: run.startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    status: unreachableReason(journal) === undefined ? 'finished' : 'unreachable',
    toolVersion: TOOL_VERSION,
  });
  const results = withoutValues(judged, config.evidence.bodies);
  await evidence.putFile(runId, RESULTS_FILE, JSON.stringify(results));
  await runs.putResults(runId, results, run.expires);
  return { runId };
}
