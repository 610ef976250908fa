import { systemClock } from '../adapters/clock.ts';
import { evidenceIn, runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { stepHandler } from './step-handler.ts';
import { judgeStep } from './steps/judge.ts';

const env = readEnv('RUNS_TABLE', 'EVIDENCE_BUCKET');
const ports = { runs: runsIn(env), evidence: evidenceIn(env), clock: systemClock };

/** Makes verdicts of the evidence. */
export const handler = stepHandler((runId) => judgeStep(runId, ports));
