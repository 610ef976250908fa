import { ArnFormat, type Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { FunctionEnv } from '../../lambdas/env.ts';
import type { HandlerName } from '../bundle.ts';
import { acknowledge, logicalId } from '../acknowledge.ts';
import type { Egress } from './egress.ts';
import type { Storage } from './storage.ts';

export interface HandlerProps {
  readonly name: HandlerName;
  /** Folder of the bundle. */
  readonly folder: string;
  readonly timeout: Duration;
  /** More memory is more processor; numbers are explained where they are given. */
  readonly memoryMb: number;
  readonly description: string;
  /** The network that it meets the world from, where that is not any. */
  readonly egress?: Egress | undefined;
  /** A browser beside the code, and room to unpack it. */
  readonly chromium?: lambda.ILayerVersion | undefined;
}

/** Chromium unpacked takes 230 MB, and writes profiles and caches beside that. */
const BROWSER_STORAGE = Size.mebibytes(1024);

/** Long enough to compare this night with last month's. */
const LOG_RETENTION = logs.RetentionDays.THREE_MONTHS;

/** What Lambda needs to place a function in a network. */
const NETWORK = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
];

/** What DynamoDB asks of a caller of an encrypted table (DynamoDB, encryption at rest). */
const TABLE_KEY = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** `start-run` is `StartRun` among the constructs. */
const constructId = (name: string): string =>
  name.replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase());

/**
 * One function with a role of its own that may write its log and its traces, and nothing else. A
 * variable and the right to what it names are given in one call.
 */
export class Handler extends lambda.Function {
  readonly #variables = new Map<keyof FunctionEnv, string>();
  readonly #role: iam.Role;

  constructor(scope: Construct, props: HandlerProps) {
    const { name, folder, timeout, memoryMb, description, egress, chromium } = props;
    const id = constructId(name);
    const logGroup = new logs.LogGroup(scope, `${id}Log`, {
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(scope, `${id}Role`, {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Assay: what the function ${name} may do`,
    });
    logGroup.grantWrite(role);
    if (egress !== undefined) {
      role.addToPolicy(new iam.PolicyStatement({ actions: NETWORK, resources: ['*'] }));
    }
    super(scope, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      // The one Chromium that is built for Lambda is built for this processor only.
      architecture:
        chromium === undefined ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      code: lambda.Code.fromAsset(folder),
      handler: 'index.handler',
      description,
      role,
      logGroup,
      timeout,
      memorySize: memoryMb,
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      ...(chromium === undefined
        ? {}
        : { layers: [chromium], ephemeralStorageSize: BROWSER_STORAGE }),
      ...(egress === undefined ? {} : { vpc: egress.vpc, securityGroups: [egress.securityGroup] }),
    });
    this.#role = role;
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', {
      reason:
        'X-Ray takes traces for no resource in particular, and the interfaces of a function in a network do not exist yet: these actions know only *.',
    });
  }

  #give(name: keyof FunctionEnv, value: string): void {
    if (this.#variables.has(name)) throw new Error(`${this.node.id} has ${name} already`);
    this.#variables.set(name, value);
    this.addEnvironment(name, value);
  }

  /** Keys that DynamoDB and S3 use on the function's behalf, and only they. */
  #useDataKey({ dataKey }: Storage, service: string, ...actions: string[]): void {
    this.addToRolePolicy(
      new iam.PolicyStatement({
        actions,
        resources: [dataKey.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': `${service}.${Stack.of(this).region}.amazonaws.com` },
        },
      }),
    );
  }

  readsRuns(storage: Storage): this {
    return this.#table(storage, READ);
  }

  writesRuns(storage: Storage): this {
    return this.#table(storage, [...READ, ...WRITE]);
  }

  #table(storage: Storage, actions: string[]): this {
    const { table } = storage;
    this.#give('RUNS_TABLE', table.tableName);
    this.addToRolePolicy(
      new iam.PolicyStatement({
        actions,
        resources: [
          table.tableArn,
          ...['history', 'recent'].map((index) => `${table.tableArn}/index/${index}`),
        ],
      }),
    );
    this.#useDataKey(storage, 'dynamodb', ...TABLE_KEY);
    return this;
  }

  readsEvidence(storage: Storage): this {
    return this.#bucket(storage, ['s3:GetObject'], ['kms:Decrypt']);
  }

  writesEvidence(storage: Storage): this {
    return this.#bucket(
      storage,
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    );
  }

  #bucket(storage: Storage, actions: string[], keyActions: string[]): this {
    const { bucket } = storage;
    this.#give('EVIDENCE_BUCKET', bucket.bucketName);
    const objects = bucket.arnForObjects('runs/*');
    this.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [objects] }));
    // Without it a missing object is answered as forbidden, and could not be told from one.
    this.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
    );
    this.#useDataKey(storage, 's3', ...keyActions);
    acknowledge(this.#role, `AwsSolutions-IAM5[Resource::<${logicalId(bucket)}.Arn>/runs/*]`, {
      reason: 'The ids of runs are not known when the stack is made; nothing else lies in runs/.',
    });
    return this;
  }

  /** Seals secrets of runs: data keys for this one purpose. */
  sealsSecrets({ dataKey }: Storage): this {
    this.#give('SEAL_KEY_ID', dataKey.keyId);
    this.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [dataKey.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:purpose': 'assay-run-secret' } },
      }),
    );
    return this;
  }

  /** Seals what people bring, and cannot open it again. */
  sealsAnswers({ dataKey }: Storage): this {
    this.#give('SEAL_KEY_ID', dataKey.keyId);
    this.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['kms:GenerateDataKey'],
        resources: [dataKey.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:purpose': 'assay-run-secret' } },
      }),
    );
    return this;
  }

  /** Publishes to the topic of notices. */
  tells(topic: ITopic, storage: Storage): this {
    this.#give('NOTICES_TOPIC', topic.topicArn);
    this.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
    this.#useDataKey(storage, 'sns', 'kms:Decrypt', 'kms:GenerateDataKey');
    return this;
  }

  /** Reads the secrets of configurations: those tagged for Assay, and no other of the account. */
  readsSecrets(): this {
    const stack = Stack.of(this);
    const resource = stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [resource],
        conditions: { StringEquals: { 'secretsmanager:ResourceTag/assay': 'true' } },
      }),
    );
    acknowledge(
      this.#role,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:*]',
      {
        reason:
          'Configurations name secrets that do not exist yet; a condition allows only those tagged assay=true.',
      },
    );
    return this;
  }

  /** Shows the public keys of clients: those of KMS, and those given. */
  showsSignKeys({ signKeys }: Storage, publicJwks: string): this {
    for (const alg of ['RS384', 'ES384'] as const) {
      this.#give(`SIGN_KEY_${alg}_ID`, signKeys[alg].keyId);
      signKeys[alg].grant(this, 'kms:GetPublicKey');
    }
    this.#give('PUBLIC_JWKS', publicJwks);
    return this;
  }

  /** Signs as a client whose configuration names these keys; a right of no variable's. */
  signsAssertions({ signKeys }: Storage): this {
    for (const key of [signKeys.RS384, signKeys.ES384])
      key.grant(this, 'kms:Sign', 'kms:GetPublicKey');
    return this;
  }

  /** Where layers lie (AWS Lambda, layers); there is no right to go with it. */
  hasChromium(): this {
    this.#give('CHROMIUM', '/opt');
    return this;
  }

  /** No rights go with these: they say what the function is to refuse. */
  mayStart(what: { readonly privateTargets: boolean; readonly browserLogins: boolean }): this {
    this.#give('PRIVATE_TARGETS', what.privateTargets ? 'allowed' : 'refused');
    this.#give('BROWSER_LOGINS', what.browserLogins ? 'allowed' : 'refused');
    return this;
  }

  /** Starts the state machine, whose ARN and right come in one. */
  starts(machine: {
    readonly stateMachineArn: string;
    grantStartExecution(grantee: iam.IGrantable): iam.Grant;
  }): this {
    this.#give('STATE_MACHINE_ARN', machine.stateMachineArn);
    machine.grantStartExecution(this);
    return this;
  }
}
