import type { RunRecord, RunStore } from '../../core/ports.ts';

/**
 * Seconds for which a step holds its target: longer than the longest that a function may run, so
 * that no other run begins while one is still at work.
 */
export const LEASE_SECONDS = 20 * 60;

/** The lease went to another run: this one must not touch the target any more. */
export class LeaseLost extends Error {
  constructor({ id, target }: RunRecord) {
    super(`run ${id} no longer holds ${target.fhirBaseUrl}: another run is testing it`);
    this.name = 'LeaseLost';
  }
}

/** Takes or renews a run's lease of its target. Throws `LeaseLost` when another run holds it. */
export async function holdTarget(runs: RunStore, run: RunRecord, seconds = 0): Promise<void> {
  const held = await runs.takeLease(run.target.fhirBaseUrl, run.id, seconds + LEASE_SECONDS);
  if (!held) throw new LeaseLost(run);
}
