import { systemClock } from '../adapters/clock.ts';
import { evidenceIn, lineClearing, runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { logLine, stepHandler } from './step-handler.ts';
import { interruptStep } from './steps/interrupt.ts';

const env = readEnv('RUNS_TABLE', 'EVIDENCE_BUCKET');
const ports = {
  runs: runsIn(env),
  evidence: evidenceIn(env),
  clock: systemClock,
  clearLines: lineClearing(env),
  told: (error: unknown) =>
    logLine({ level: 'error', functionName: 'interrupt', message: String(error) }),
};

/** Closes a run that could not go on. */
export const handler = stepHandler((runId) => interruptStep(runId, ports));
