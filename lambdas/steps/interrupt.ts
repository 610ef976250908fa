import type { Clock, RunStore } from '../../core/ports.ts';
import { UnknownRun } from './unknown-run.ts';

export interface InterruptPorts {
  readonly runs: RunStore;
  readonly clock: Clock;
}

/** Leaves a run that could not go on readable as interrupted, and lets go of secrets and target. */
export async function interruptStep(
  runId: string,
  { runs, clock }: InterruptPorts,
): Promise<{ readonly runId: string }> {
  const run = await runs.getRun(runId);
  if (run === undefined) throw new UnknownRun(runId);
  if (run.finishedAt === undefined) {
    const finishedAt = new Date(clock.now()).toISOString();
    await runs.updateRun(runId, { status: 'interrupted', finishedAt });
  }
  await runs.dropSealed(runId);
  await runs.dropLease(run.target.fhirBaseUrl, runId);
  return { runId };
}
