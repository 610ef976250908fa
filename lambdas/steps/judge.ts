import { judgeRun, replay, unreachableReason } from '../../core/engine.ts';
import { Journal } from '../../core/journal.ts';
import type { Clock, EvidenceStore, RunStore } from '../../core/ports.ts';
import { withoutValues } from '../../core/retention.ts';
import type { Results } from '../../core/results.ts';
import { TOOL_VERSION } from '../tool-version.ts';
import { holdTarget } from './lease.ts';
import { type StoredRun, storedRun } from './stored-run.ts';

export interface JudgePorts {
  readonly runs: RunStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
}

export const RESULTS_FILE = 'results.json';

/** Judges what a run has recorded and keeps the results. Done twice it comes to the same. */
export async function judgeRecorded(
  { run, config, plan }: StoredRun,
  { runs, evidence, clock }: JudgePorts,
  cutShort?: 'interrupted',
): Promise<Results> {
  const journal = await Journal.open(evidence, run.id);
  const met = unreachableReason(journal) === undefined ? 'finished' : 'unreachable';
  const judged = judgeRun({
    runId: run.id,
    config,
    plan,
    journal,
    evidence: await replay(config, plan, journal),
    startedAt: run.startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    status: cutShort ?? met,
    toolVersion: TOOL_VERSION,
  });
  const results = withoutValues(judged, config.evidence.bodies);
  await evidence.putFile(run.id, RESULTS_FILE, JSON.stringify(results));
  await runs.putResults(run.id, results, run.expires);
  return results;
}

/** The state Judge. */
export async function judgeStep(
  runId: string,
  ports: JudgePorts,
): Promise<{ readonly runId: string }> {
  const stored = await storedRun(ports.runs, runId);
  await holdTarget(ports.runs, stored.run);
  await judgeRecorded(stored, ports);
  return { runId };
}
