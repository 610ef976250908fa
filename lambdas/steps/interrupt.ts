import type { EvidenceStore } from '../../core/ports.ts';
import { retained } from '../../core/retention.ts';
import type { Results } from '../../core/results.ts';
import { type JudgePorts, judgeRecorded } from './judge.ts';
import { renderRecorded, resultsOf } from './render.ts';
import { type StoredRun, storedRun } from './stored-run.ts';

export interface InterruptPorts extends JudgePorts {
  /** Forgets lines of exported files that lie aside for judging. */
  readonly clearLines?: (runId: string) => Promise<void>;
  /** Hears why no report could be made; the run reads as interrupted all the same. */
  readonly told: (error: unknown) => void;
}

/**
 * Leaves a run that could not go on readable as interrupted, with the verdicts that its evidence
 * allows. Target and secrets are let go first, and evidence is closed as the retention policy
 * says even where no report can be made of it: nobody takes such a run up again.
 */
export async function interruptStep(
  runId: string,
  ports: InterruptPorts,
): Promise<{ readonly runId: string }> {
  const { runs, evidence, clock, told } = ports;
  const stored = await storedRun(runs, runId);
  const isOver = stored.run.finishedAt !== undefined && stored.run.status !== 'interrupted';
  if (!isOver) {
    const finishedAt = new Date(clock.now()).toISOString();
    await runs.updateRun(runId, { status: 'interrupted', finishedAt });
  }
  await runs.dropSealed(runId);
  await runs.dropLease(stored.run.target.fhirBaseUrl, runId);
  await ports.clearLines?.(runId);
  if (isOver) return { runId };
  try {
    const results = await resultsSoFar(stored, ports);
    await renderRecorded(stored, results, evidence);
    await runs.updateRun(runId, {
      requests: results.run.requests,
      summary: results.summary,
    });
  } catch (error) {
    told(error);
    await close(stored, evidence);
  }
  return { runId };
}

/** Judged once only: a second time the evidence may be masked already. */
const resultsSoFar = async (stored: StoredRun, ports: InterruptPorts): Promise<Results> =>
  (await resultsOf(ports.evidence, stored.run.id)) ?? judgeRecorded(stored, ports, 'interrupted');

async function close({ run, config }: StoredRun, evidence: EvidenceStore): Promise<void> {
  await evidence.seal(run.id, retained(await evidence.read(run.id), config.evidence.bodies));
}
