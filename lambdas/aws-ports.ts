import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { type KeyDesk, keyDesk } from '../adapters/key-listener/key-desk.ts';
import { type DeskStore, deskStore } from '../adapters/login-desk/desk-store.ts';
import { kmsSealer } from '../adapters/store/kms-sealer.ts';
import { dynamoRunStore } from '../adapters/store/run-store.ts';
import { s3Evidence } from '../adapters/store/s3-evidence.ts';
import { clearLines, type LinesAside, s3LinesAside } from '../adapters/store/s3-lines.ts';
import type { EvidenceStore, RunStore, Sealer } from '../core/ports.ts';
import type { FunctionEnv } from './env.ts';

/** Runs in the table of the stack. */
export const runsIn = ({ RUNS_TABLE }: Pick<FunctionEnv, 'RUNS_TABLE'>): RunStore =>
  dynamoRunStore(new DynamoDBClient({}), RUNS_TABLE);

/** What runs and the people who log in for them leave each other, in the same table. */
export const desksIn = ({ RUNS_TABLE }: Pick<FunctionEnv, 'RUNS_TABLE'>): DeskStore =>
  deskStore(new DynamoDBClient({}), RUNS_TABLE);

/** Public keys that runs have shown, in the same table. */
export const keyDeskIn = ({ RUNS_TABLE }: Pick<FunctionEnv, 'RUNS_TABLE'>): KeyDesk =>
  keyDesk(new DynamoDBClient({}), RUNS_TABLE);

/** Evidence and reports in the bucket of the stack. */
export const evidenceIn = ({
  EVIDENCE_BUCKET,
}: Pick<FunctionEnv, 'EVIDENCE_BUCKET'>): EvidenceStore =>
  // By path, since a stand-in on loopback has no host name for each bucket.
  s3Evidence(new S3Client({ forcePathStyle: true }), EVIDENCE_BUCKET);

/** Secrets of runs sealed under the key of the stack. */
export const sealerOf = ({ SEAL_KEY_ID }: Pick<FunctionEnv, 'SEAL_KEY_ID'>): Sealer =>
  kmsSealer(new KMSClient({}), SEAL_KEY_ID);

/** Lines of large answers, aside in the bucket until functions have judged them. */
export const linesAsideIn =
  ({ EVIDENCE_BUCKET }: Pick<FunctionEnv, 'EVIDENCE_BUCKET'>) =>
  (runId: string): LinesAside =>
    s3LinesAside(new S3Client({ forcePathStyle: true }), EVIDENCE_BUCKET, runId);

/** Forgets the lines of a run that goes on no more. */
export const lineClearing =
  ({ EVIDENCE_BUCKET }: Pick<FunctionEnv, 'EVIDENCE_BUCKET'>) =>
  (runId: string): Promise<void> =>
    clearLines(new S3Client({ forcePathStyle: true }), EVIDENCE_BUCKET, runId);
