import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EvidenceStore, RunStore, Sealer } from '../../core/ports.ts';
import { openEmbeddedDynamo } from './embedded-dynamodb.ts';
import { folderEvidence, forgetEvidence } from './folder-evidence.ts';
import { forgetExpired } from './forget.ts';
import { dynamoRunStore } from './run-store.ts';
import { fileSealer } from './sealer.ts';
import { ensureTable } from './table.ts';

/** The variables that say where things are kept (contract, Environment). */
export interface StoreEnvironment {
  readonly ASSAY_HOME?: string | undefined;
  readonly ASSAY_TABLE?: string | undefined;
  readonly ASSAY_BUCKET?: string | undefined;
  readonly AWS_ENDPOINT_URL_DYNAMODB?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  readonly AWS_REGION?: string | undefined;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
}

export interface StoreOptions {
  /** The folder of a run. */
  readonly folderOf: (runId: string) => string;
  /** Lets the embedded database live in memory and end with the process. */
  readonly inMemory?: boolean;
}

export interface Stores {
  readonly runs: RunStore;
  /** In run folders. */
  readonly evidence: EvidenceStore;
  /** In the bucket of `AWS_ENDPOINT_URL_S3`, where one is given. */
  readonly shared?: EvidenceStore;
  readonly sealer: Sealer;
  close(): Promise<void>;
}

const TABLE = 'assay';

/** For local services, which ask for credentials of any kind; real ones come from the environment. */
const connection = (
  endpoint: string,
  { AWS_REGION: region = 'us-east-1', AWS_ACCESS_KEY_ID: given }: StoreEnvironment,
) => ({
  endpoint,
  region,
  ...(given === undefined
    ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
    : {}),
});

/**
 * Opens what a command needs: the embedded database in `ASSAY_HOME`, or the service that
 * `AWS_ENDPOINT_URL_DYNAMODB` names; evidence in run folders; secrets sealed by a key in
 * `ASSAY_HOME`.
 */
export async function openStores(env: StoreEnvironment, options: StoreOptions): Promise<Stores> {
  const home = resolve(env.ASSAY_HOME ?? '.assay');
  const table = env.ASSAY_TABLE ?? TABLE;
  const { AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl, AWS_ENDPOINT_URL_S3: s3Url } = env;
  const { client, close } =
    dynamoUrl === undefined
      ? await openEmbeddedDynamo(options.inMemory === true ? {} : { folder: join(home, 'store') })
      : external(new DynamoDBClient(connection(dynamoUrl, env)));
  await ensureTable(client, table);
  if (dynamoUrl === undefined)
    for (const run of await forgetExpired(client, table)) await forgetEvidence(run);
  const evidence = folderEvidence(options.folderOf);
  const shared = s3Url === undefined ? undefined : await bucketOf(s3Url, env);
  return {
    runs: dynamoRunStore(client, table),
    evidence,
    ...(shared === undefined ? {} : { shared }),
    sealer: fileSealer(join(home, 'vault.key')),
    async close() {
      await evidence.close();
      await close();
    },
  };
}

/** Loaded only when asked for: the S3 client takes longer to load than all else here. */
async function bucketOf(url: string, env: StoreEnvironment): Promise<EvidenceStore> {
  const [{ S3Client }, { s3Evidence }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('./s3-evidence.ts'),
  ]);
  const client = new S3Client({ ...connection(url, env), forcePathStyle: true });
  return s3Evidence(client, env.ASSAY_BUCKET ?? 'assay');
}

const external = (
  client: DynamoDBClient,
): { client: DynamoDBClient; close: () => Promise<void> } => ({
  client,
  close: async () => client.destroy(),
});
