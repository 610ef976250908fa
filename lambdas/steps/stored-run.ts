import type { RunConfig } from '../../core/config.ts';
import { checkConfig } from '../../core/parse-config.ts';
import type { Plan } from '../../core/plan.ts';
import type { RunRecord, RunStore } from '../../core/ports.ts';
import { planRun } from '../../testsuites/catalogue.ts';
import { UnknownRun } from './unknown-run.ts';

export interface StoredRun {
  readonly run: RunRecord;
  readonly config: RunConfig;
  readonly plan: Plan;
}

/** A run with what follows from it: only ids travel between states, and the plan is made again. */
export async function storedRun(runs: RunStore, id: string): Promise<StoredRun> {
  const run = await runs.getRun(id);
  if (run === undefined) throw new UnknownRun(id);
  const config = checkConfig(run.config, `run ${id}`);
  return { run, config, plan: planRun(config, run.selection) };
}

const DAY_SECONDS = 86_400;

/** Seconds since the epoch at which a run begun now may be forgotten. */
export const expiryOf = (config: RunConfig, now: number): number =>
  Math.floor(now / 1000) + config.evidence.retentionDays * DAY_SECONDS;
