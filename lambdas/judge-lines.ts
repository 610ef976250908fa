import { S3Client } from '@aws-sdk/client-s3';
import { judgeChunkAside } from '../adapters/store/s3-lines.ts';
import { judgeChunk } from '../testsuites/bulk/judge-chunk.ts';
import { readEnv } from './env.ts';
import { stepHandler } from './step-handler.ts';

const { EVIDENCE_BUCKET } = readEnv('EVIDENCE_BUCKET');
const client = new S3Client({ forcePathStyle: true });

/** Judges one chunk of an exported file; what it came to is found by the next gathering. */
export const handler = stepHandler(async (runId, _remainingMs, event) => {
  const { key } = event as { key?: unknown };
  if (typeof key !== 'string' || !key.startsWith(`runs/${runId}/`)) {
    throw new Error('the event names no lines of the run');
  }
  await judgeChunkAside(client, EVIDENCE_BUCKET, key, judgeChunk);
  return { runId };
});
