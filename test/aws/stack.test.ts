import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributeDefinition } from '@aws-sdk/client-dynamodb';
import validate from 'asl-validator';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { tableDefinition } from '../../adapters/store/table.ts';
import { PACKED } from '../../adapters/browser/packed-chromium.ts';
import { CHROMIUM_PACK, HANDLERS } from '../../infra/bundle.ts';
import { Execution } from './asl-interpreter.ts';
import { fileOf, machineIn, ofType, type Resource, synthesized } from './synthesized.ts';

const nightly = { schedule: 'cron(0 3 * * ? *)', timeZone: 'Etc/UTC', config: { target: {} } };
const chromium = mkdtempSync(join(tmpdir(), 'assay-chromium-'));
const given = synthesized({ nightly, chromium });

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

const functions = ofType(given, 'AWS::Lambda::Function').map(([id, { Properties }]) => {
  const roleId = Properties.Role['Fn::GetAtt'][0] as string;
  const statements = ofType(given, 'AWS::IAM::Policy')
    .filter(([, policy]) => JSON.stringify(policy.Properties.Roles).includes(`"${roleId}"`))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[]);
  const environment = (Properties.Environment?.Variables ?? {}) as Record<string, unknown>;
  return { id, Properties, statements, environment };
});

it('passes every check of AwsSolutions, with and without what is optional', () => {
  for (const each of [given, synthesized(), synthesized({ fixedEgress: true, chromium })]) {
    const { violations } = new AwsSolutionsChecks(each.app).validateScope(each.stack);
    expect(violations.map(({ ruleName, description }) => `${ruleName}: ${description}`)).toEqual(
      [],
    );
  }
});

describe('the functions', () => {
  it('are all that there are bundles for', () => {
    expect(functions.map(({ id }) => fileOf(id)).sort()).toEqual([...HANDLERS].sort());
  });

  it.each(functions)('$id runs Node 24, traced, with a log that ends', (each) => {
    const { Properties } = each;
    expect(Properties.Runtime).toBe('nodejs24.x');
    // There is no Chromium for ARM.
    const has = fileOf(each.id) === 'gather-in-browser' ? 'x86_64' : 'arm64';
    expect(Properties.Architectures).toEqual([has]);
    expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    const log = given.resources[Properties.LoggingConfig.LogGroup.Ref];
    expect(log?.Properties.RetentionInDays).toBeGreaterThan(0);
  });

  it.each(functions)('$id is given the variables that its handler reads', ({ id, environment }) => {
    const source = readFileSync(
      join(import.meta.dirname, '../../lambdas', `${fileOf(id)}.ts`),
      'utf8',
    );
    const read = [...source.matchAll(/readEnv\(([^)]*)\)/g)]
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => name.trim().replaceAll("'", ''))
      .filter((name) => name !== '');
    const told = Object.keys(environment).filter((name) => !name.startsWith('AWS_'));
    expect(told.sort()).toEqual(read.sort());
  });
});

/** What a variable names, and an action without which it would be of no use. */
const RIGHTS: Readonly<Record<string, { service: string; needed: string }>> = {
  RUNS_TABLE: { service: 'dynamodb', needed: 'dynamodb:GetItem' },
  EVIDENCE_BUCKET: { service: 's3', needed: 's3:GetObject' },
  SEAL_KEY_ID: { service: 'kms', needed: 'kms:GenerateDataKey' },
  SIGN_KEY_RS384_ID: { service: 'kms', needed: 'kms:GetPublicKey' },
  SIGN_KEY_ES384_ID: { service: 'kms', needed: 'kms:GetPublicKey' },
  NOTICES_TOPIC: { service: 'sns', needed: 'sns:Publish' },
  STATE_MACHINE_ARN: { service: 'states', needed: 'states:StartExecution' },
};

describe('the law that a variable comes with the right to what it names', () => {
  const named = functions.flatMap(({ id, environment, statements }) =>
    Object.entries(environment)
      .filter(
        ([name]) =>
          !name.startsWith('AWS_') &&
          !['PRIVATE_TARGETS', 'BROWSER_LOGINS', 'CHROMIUM', 'PUBLIC_JWKS'].includes(name),
      )
      .map(([name, value]) => ({ id, name, value, statements })),
  );

  it.each(named)('$id: $name', ({ name, value, statements }) => {
    const { needed } = RIGHTS[name] ?? { needed: 'no such variable' };
    const resourceId = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(value))?.[1] ?? '';
    const right = statements.find(
      (statement) =>
        actionsOf(statement).includes(needed) &&
        JSON.stringify(statement.Resource).includes(`"${resourceId}"`),
    );
    expect(right, `${needed} on ${resourceId}`).toBeDefined();
  });

  it.each(functions)('$id has no right that no variable names', ({ environment, statements }) => {
    const services = new Set(['logs', 'xray']);
    for (const name of Object.keys(environment)) services.add(RIGHTS[name]?.service ?? '');
    // Keys are used through the table and the bucket; secrets are named by configurations.
    if ('RUNS_TABLE' in environment || 'EVIDENCE_BUCKET' in environment) services.add('kms');
    if ('SEAL_KEY_ID' in environment) services.add('secretsmanager');
    const used = statements.flatMap(actionsOf).map((action) => action.split(':')[0]);
    expect(used.filter((service) => !services.has(service ?? ''))).toEqual([]);
  });

  it('lets secrets be read only where they are tagged for it', () => {
    const reading = functions
      .flatMap(({ statements }) => statements)
      .filter((statement) => actionsOf(statement).includes('secretsmanager:GetSecretValue'));
    expect(reading).toHaveLength(2);
    for (const { Condition } of reading) {
      expect(Condition).toEqual({
        StringEquals: { 'secretsmanager:ResourceTag/assay': 'true' },
      });
    }
  });

  it('never grants every action', () => {
    for (const { statements } of functions) {
      for (const action of statements.flatMap(actionsOf)) expect(action).not.toContain('*');
    }
  });
});

it('has the layer of a pack that is there, and no such function without it', () => {
  expect(PACKED.filter((name) => !existsSync(join(CHROMIUM_PACK, name)))).toEqual([]);
  const without = ofType(synthesized(), 'AWS::Lambda::Function').map(([id]) => fileOf(id));
  expect(without).not.toContain('gather-in-browser');
});

it('lets only gathering come from the fixed address', () => {
  const fixed = synthesized({ fixedEgress: true, chromium });
  const placed = ofType(fixed, 'AWS::Lambda::Function')
    .filter(([, { Properties }]) => Properties.VpcConfig !== undefined)
    .map(([id]) => fileOf(id));
  expect(placed.sort()).toEqual(['gather', 'gather-in-browser']);
  expect(ofType(fixed, 'AWS::EC2::NatGateway')).toHaveLength(1);
  expect(ofType(given, 'AWS::EC2::VPC')).toEqual([]);
});

const only = (type: string): Resource => {
  const [found, ...more] = ofType(given, type);
  if (found === undefined || more.length > 0) throw new Error(`not one ${type}`);
  return found[1];
};

describe('what is kept', () => {
  const table = only('AWS::DynamoDB::Table').Properties;

  it('is a table as the store expects it', () => {
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } =
      tableDefinition('x');
    expect(table).toMatchObject({ KeySchema, GlobalSecondaryIndexes, BillingMode });
    const byName = (a: AttributeDefinition, b: AttributeDefinition): number =>
      String(a.AttributeName).localeCompare(String(b.AttributeName));
    expect([...table.AttributeDefinitions].sort(byName)).toEqual(
      [...(AttributeDefinitions ?? [])].sort(byName),
    );
  });

  it('can be got back, expires and is encrypted', () => {
    expect(table).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      DeletionProtectionEnabled: true,
    });
  });

  it('lies in a bucket that nobody reaches from outside or without TLS', () => {
    const bucket = only('AWS::S3::Bucket').Properties;
    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(bucket.LifecycleConfiguration.Rules[0].ExpirationInDays).toBe(400);
    const statements = only('AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });
});

describe('the API', () => {
  const routes = Object.fromEntries(
    ofType(given, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
      Properties.RouteKey,
      Properties.AuthorizationType ?? 'NONE',
    ]),
  );

  it('asks for a token wherever runs are, and nowhere else', () => {
    expect(routes).toEqual({
      'POST /runs': 'JWT',
      'GET /runs': 'JWT',
      'GET /runs/{id}': 'JWT',
      'GET /runs/{id}/report': 'JWT',
      'GET /launch': 'NONE',
      'GET /callback': 'NONE',
      'POST /callback': 'NONE',
      'GET /login/{ticket}': 'NONE',
      'POST /login/{ticket}': 'NONE',
      'GET /jwks.json': 'NONE',
    });
  });

  it('logs routes, and no query in which a code may stand', () => {
    const stage = only('AWS::ApiGatewayV2::Stage').Properties;
    expect(stage.AccessLogSettings.Format).toContain('$context.routeKey');
    expect(stage.AccessLogSettings.Format).not.toMatch(/\$context\.(path|.*query)/i);
  });
});

describe('the state machine', () => {
  const machine = machineIn(given);

  it('is valid', () => {
    const { isValid, errorsText } = validate(machine);
    expect(isValid, errorsText('\n')).toBe(true);
  });

  const run = async (answers: Record<string, () => unknown>) => {
    const called: string[] = [];
    const execution: Execution = new Execution(machine, {
      async task(resource, args) {
        const { FunctionName: id = 'Notices' } = args as { FunctionName?: string };
        const name = resource.endsWith('sns:publish') ? 'notify' : fileOf(id);
        called.push(name);
        return { Payload: answers[name]?.() ?? { runId: 'r1' } };
      },
      async readItems(_resource, args) {
        const { Prefix: prefix } = args as { Prefix: string };
        return ['a', 'b', 'c'].map((name) => ({ Key: `${prefix}${name}.ndjson`, Size: 1 }));
      },
    });
    return { outcome: await execution.run({ runId: 'r1' }), called, clock: execution.clock };
  };

  it('gathers, waits and gathers again, judges, renders and tells', async () => {
    const turns = [{ kind: 'wait', seconds: 600 }, { kind: 'wait', seconds: 5 }, { kind: 'done' }];
    const { outcome, called } = await run({ gather: () => turns.shift() });
    expect(called).toEqual(['gather', 'gather', 'gather', 'judge', 'render', 'notify']);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { runId: 'r1' } });
  });

  it('gathers in a browser where that is asked for', async () => {
    const turns = [{ kind: 'browser' }, { kind: 'browser' }];
    const inBrowser = [{ kind: 'wait', seconds: 5 }, { kind: 'done' }];
    const { called } = await run({
      gather: () => turns.shift(),
      'gather-in-browser': () => inBrowser.shift(),
    });
    expect(called.filter((name) => name.startsWith('gather'))).toEqual([
      ...['gather', 'gather-in-browser'],
      ...['gather', 'gather-in-browser'],
    ]);
  });

  it('has lines judged that lie aside, each chunk by itself, and gathers again', async () => {
    const turns = [{ kind: 'lines' }, { kind: 'done' }];
    const { outcome, called } = await run({ gather: () => turns.shift() });
    expect(called).toEqual([
      'gather',
      ...['judge-lines', 'judge-lines', 'judge-lines'],
      ...['gather', 'judge', 'render', 'notify'],
    ]);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { runId: 'r1' } });
  });

  it('closes the run when a chunk cannot be judged', async () => {
    const { outcome, called } = await run({
      gather: () => ({ kind: 'lines' }),
      'judge-lines': () => {
        throw new Error('no luck');
      },
    });
    // Three chunks, each tried three times.
    expect(called.filter((each) => each === 'judge-lines')).toHaveLength(9);
    expect(called.at(-1)).toBe('interrupt');
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'Assay.Interrupted' });
  });

  it.each(['gather', 'judge', 'render'])('closes the run when %s goes on failing', async (name) => {
    const { outcome, called } = await run({
      gather: () => ({ kind: 'done' }),
      [name]: () => {
        throw new Error('no luck');
      },
    });
    expect(called.filter((each) => each === name)).toHaveLength(3);
    expect(called.at(-1)).toBe('interrupt');
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'Assay.Interrupted',
      cause: 'run r1: States.TaskFailed: no luck',
    });
  });

  it('gives up a gathering that never ends', async () => {
    const { outcome, called } = await run({ gather: () => ({ kind: 'wait', seconds: 1 }) });
    expect(called.length).toBe(1501);
    expect(outcome).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('1500') });
  });

  it('is not failed by a notice that cannot be sent', async () => {
    const { outcome } = await run({
      gather: () => ({ kind: 'done' }),
      notify: () => {
        throw new Error('no topic');
      },
    });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('lets nothing travel but ids', () => {
    const text = JSON.stringify(machine);
    const inputs = [...text.matchAll(/\$states\.(?:input|result)[\w.]*/g)].map(([path]) => path);
    expect([...new Set(inputs)].sort()).toEqual([
      '$states.input.key',
      '$states.input.kind',
      '$states.input.runId',
      '$states.input.seconds',
      '$states.result.Payload',
    ]);
  });
});
