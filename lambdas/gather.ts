import { readEnv } from './env.ts';
import { gatherHandler } from './gather-handler.ts';

/** Meets the EHR for as long as the function may run. */
export const handler = gatherHandler(
  readEnv('RUNS_TABLE', 'EVIDENCE_BUCKET', 'SEAL_KEY_ID', 'NOTICES_TOPIC'),
);
