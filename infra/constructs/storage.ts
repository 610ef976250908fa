import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Days after which evidence is removed whatever a run's own retention says (configurable). */
export const DEFAULT_RETENTION_DAYS = 400;
/** Long enough to get back what was overwritten or deleted by mistake. */
const VERSION_DAYS = 30;
/** An upload that was cut short is of no use the next day. */
const UNFINISHED_UPLOAD_DAYS = 1;

export interface StorageProps {
  readonly retentionDays: number;
}

/** What is kept: the table of runs, the bucket of evidence, and the keys. */
export class Storage extends Construct {
  /** Encrypts the table, the bucket and the topic, and seals the secrets of runs. */
  readonly dataKey: kms.Key;
  /** Sign client assertions, one for each algorithm of SMART; their private halves never leave KMS. */
  readonly signKeys: { readonly RS384: kms.Key; readonly ES384: kms.Key };
  readonly table: dynamodb.Table;
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { retentionDays }: StorageProps) {
    super(scope, id);
    this.dataKey = new kms.Key(this, 'DataKey', {
      description: 'Assay: table, evidence, notices, sealed secrets',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Both write to the encrypted topic by themselves.
    for (const service of ['cloudwatch', 'budgets']) {
      this.dataKey.grant(
        new ServicePrincipal(`${service}.amazonaws.com`),
        'kms:Decrypt',
        'kms:GenerateDataKey',
      );
    }
    const signKey = (id: string, alg: string, keySpec: kms.KeySpec): kms.Key =>
      new kms.Key(this, id, {
        description: `Assay: client assertions (${alg})`,
        keySpec,
        keyUsage: kms.KeyUsage.SIGN_VERIFY,
        removalPolicy: RemovalPolicy.RETAIN,
      });
    this.signKeys = {
      RS384: signKey('SignKey', 'RS384', kms.KeySpec.RSA_3072),
      ES384: signKey('SignKeyEs384', 'ES384', kms.KeySpec.ECC_NIST_P384),
    };

    // The same keys and indexes as `tableDefinition` in adapters/store/table.ts; a test compares.
    this.table = new dynamodb.Table(this, 'Runs', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expires',
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.dataKey,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'history',
      partitionKey: { name: 'historyPk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'historySk', type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: ['verdict'],
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'recent',
      partitionKey: { name: 'recentPk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'recentSk', type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    });

    this.bucket = new s3.Bucket(this, 'Evidence', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.dataKey,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'retention',
          expiration: Duration.days(retentionDays),
          noncurrentVersionExpiration: Duration.days(VERSION_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(UNFINISHED_UPLOAD_DAYS),
        },
      ],
    });
  }
}
