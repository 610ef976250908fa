import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { openEmbeddedDynamo } from '../../adapters/store/embedded-dynamodb.ts';
import { ensureTable } from '../../adapters/store/table.ts';
import type { AssayStackProps } from '../../infra/assay-stack.ts';
import { bundleHandlers } from '../../infra/bundle.ts';
import { Execution, type Outcome, StateError } from './asl-interpreter.ts';
import { type JsonServices, jsonServices } from './json-services.ts';
import { FunctionError, type LocalFunction, startFunction } from './lambda-runtime.ts';
import { MemoryBuckets, s3Server } from './memory-s3.ts';
import { fileOf, machineIn, ofType, synthesized } from './synthesized.ts';

/** An answer of a function behind the HTTP API. */
export interface ApiAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The stack as synthesized, each function in its own process, everything else a stand-in. */
export interface LocalCloud {
  readonly services: JsonServices;
  readonly buckets: MemoryBuckets;
  /** Messages published to topics. */
  readonly published: readonly unknown[];
  /** Function invocations by the state machine, in order. */
  readonly invoked: readonly string[];
  /** All that lies in the table now. */
  items(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** What the functions wrote. */
  logs(): readonly string[];
  /** A request through the routes of the API, as a caller with a token. */
  request(
    route: string,
    about?: { path?: string; query?: string; body?: string },
  ): Promise<ApiAnswer>;
  /** Hands an event to a function, as a schedule would. */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** Ends the process of a function, whatever it is at. */
  crash(name: string): void;
  /** Runs the synthesized state machine for an execution that was started. */
  execute(runId: string): Promise<Outcome>;
  close(): Promise<void>;
}

export interface CloudOptions extends Partial<AssayStackProps> {
  /** Seconds that functions may take, by name, in place of those deployed. */
  readonly timeouts?: Readonly<Record<string, number>>;
  /** Variables of functions in place of those deployed. */
  readonly variables?: Readonly<Record<string, string>>;
}

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const nameOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? attribute?.[0] ?? '';
};

/** Starts the whole of it on loopback. */
export async function startLocalCloud(options: CloudOptions = {}): Promise<LocalCloud> {
  const root = mkdtempSync(join(tmpdir(), 'assay-cloud-'));
  const stack = synthesized({ ...options, bundles: bundleHandlers(root) });
  const dynamo = await openEmbeddedDynamo();
  const buckets = new MemoryBuckets();
  const { services, server } = jsonServices();
  const servers = [dynamo.server(), s3Server(buckets), server];
  const [dynamoUrl = '', s3Url = '', otherUrl = ''] = await Promise.all(servers.map(listening));
  const [table] = ofType(stack, 'AWS::DynamoDB::Table');
  await ensureTable(dynamo.client, table?.[0] ?? '');

  const published: unknown[] = [];
  const invoked: string[] = [];
  const functions = new Map<string, LocalFunction>();
  for (const [id, { Properties }] of ofType(stack, 'AWS::Lambda::Function')) {
    const file = fileOf(id);
    const variables = Object.entries((Properties.Environment?.Variables ?? {}) as object);
    functions.set(
      id,
      await startFunction({
        name: file,
        folder: join(root, file),
        handler: Properties.Handler,
        timeoutSeconds: options.timeouts?.[file] ?? Properties.Timeout,
        environment: {
          ...Object.fromEntries(
            variables.map(([name, value]) => [name, options.variables?.[name] ?? nameOf(value)]),
          ),
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_ENDPOINT_URL: otherUrl,
          AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl,
          AWS_ENDPOINT_URL_S3: s3Url,
        },
      }),
    );
  }
  const functionOf = (id: string): LocalFunction => {
    const found = functions.get(id);
    if (found === undefined) throw new Error(`there is no function ${id}`);
    return found;
  };

  const functionNamed = (name: string): LocalFunction =>
    functionOf([...functions.keys()].find((id) => fileOf(id) === name) ?? name);

  const routes = new Map(
    ofType(stack, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
      const integration = stack.resources[nameOf(Properties.Target['Fn::Join'][1][1])];
      return [String(Properties.RouteKey), nameOf(integration?.Properties.IntegrationUri)];
    }),
  );

  return {
    services,
    buckets,
    published,
    invoked,
    async items() {
      const documents = DynamoDBDocumentClient.from(dynamo.client);
      const scan = new ScanCommand({ TableName: table?.[0] ?? '' });
      return (await documents.send(scan)).Items ?? [];
    },
    logs: () => [...functions.values()].flatMap(({ log }) => log),

    async request(route, { path, query = '', body } = {}) {
      const id = routes.get(route);
      if (id === undefined) throw new Error(`there is no route ${route}`);
      const [method = '', template = ''] = route.split(' ');
      const rawPath = path ?? template;
      const parameter = rawPath.split('/')[2];
      const search = new URLSearchParams(query);
      const answer = (await functionOf(id).invoke({
        version: '2.0',
        routeKey: route,
        rawPath,
        rawQueryString: query,
        headers: { 'accept-encoding': 'identity' },
        requestContext: { http: { method, path: rawPath } },
        isBase64Encoded: false,
        ...(search.size === 0 ? {} : { queryStringParameters: Object.fromEntries(search) }),
        ...(template.includes('{')
          ? { pathParameters: { [/\{(\w+)\}/.exec(template)?.[1] ?? '']: parameter } }
          : {}),
        ...(body === undefined ? {} : { body }),
      })) as ApiAnswer & { isBase64Encoded?: boolean };
      const text = answer.isBase64Encoded
        ? Buffer.from(answer.body, 'base64').toString()
        : answer.body;
      return { statusCode: answer.statusCode, headers: answer.headers, body: text };
    },

    invoke: (name, event) => functionNamed(name).invoke(event),

    crash: (name) => functionNamed(name).crash(),

    execute(runId) {
      const input = services.started.get(runId);
      if (input === undefined) throw new Error(`no execution was started for ${runId}`);
      const execution = new Execution(machineIn(stack), {
        async task(resource, args) {
          if (resource === 'arn:aws:states:::sns:publish') {
            published.push(args);
            return { MessageId: String(published.length) };
          }
          if (resource !== 'arn:aws:states:::lambda:invoke') {
            throw new Error(`nothing stands in for ${resource}`);
          }
          const { FunctionName: id, Payload } = args as { FunctionName: string; Payload: unknown };
          invoked.push(fileOf(id));
          try {
            return { StatusCode: 200, Payload: await functionOf(id).invoke(Payload) };
          } catch (error) {
            if (error instanceof FunctionError) throw new StateError(error.error, error.message);
            throw error;
          }
        },
        async readItems(resource, args) {
          if (resource !== 'arn:aws:states:::s3:listObjectsV2') {
            throw new Error(`nothing stands in for ${resource}`);
          }
          const { Bucket: bucket, Prefix: prefix } = args as { Bucket: string; Prefix: string };
          return [...buckets.objects]
            .filter(([key]) => key.startsWith(`${bucket}/${prefix}`))
            .map(([key, { bytes }]) => ({ Key: key.slice(bucket.length + 1), Size: bytes.length }));
        },
      });
      return execution.run(JSON.parse(input));
    },

    async close() {
      await Promise.all([...functions.values()].map((each) => each.stop()));
      for (const each of servers) {
        each.closeAllConnections();
        each.close();
      }
      await dynamo.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
