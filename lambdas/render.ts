import { evidenceIn, runsIn } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { stepHandler } from './step-handler.ts';
import { renderStep } from './steps/render.ts';

const env = readEnv('RUNS_TABLE', 'EVIDENCE_BUCKET');
const ports = { runs: runsIn(env), evidence: evidenceIn(env) };

/** Makes the reports of the verdicts and closes the run. */
export const handler = stepHandler((runId) => renderStep(runId, ports));
