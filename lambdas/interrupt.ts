import { systemClock } from '../adapters/clock.ts';
import { runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { stepHandler } from './step-handler.ts';
import { interruptStep } from './steps/interrupt.ts';

const env = readEnv('RUNS_TABLE');
const ports = { runs: runsIn(env), clock: systemClock };

/** Closes a run that could not go on. */
export const handler = stepHandler((runId) => interruptStep(runId, ports));
