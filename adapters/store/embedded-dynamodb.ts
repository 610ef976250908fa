import { createHash } from 'node:crypto';
import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { Agent, createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoAnswer, DynamoEngine } from './dynalite-engine.ts';

export interface EmbeddedOptions {
  /** Folder of the database; without one it lives in memory and ends with the process. */
  readonly folder?: string;
}

/** A DynamoDB-compatible database inside the process, and the client that speaks to it. */
export interface EmbeddedDynamo {
  readonly client: DynamoDBClient;
  /** The same database for other processes: an HTTP server, not yet listening. */
  server(): Server;
  close(): Promise<void>;
}

/** How long a process that finds neither database nor owner goes on looking. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 50;
/** The kernel's limit for the path of a socket is 104 bytes on macOS and 108 on Linux. */
const LONGEST_SOCKET_PATH = 100;
const GONE = ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'];

const codeOf = (error: unknown): string | undefined => {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof cause === 'object' && cause !== null) return codeOf(cause) ?? String(code);
  return typeof code === 'string' ? code : undefined;
};

/** What the database itself said, under what was said about it. */
const reasonOf = (error: unknown): string => {
  const { cause, message } = error as { cause?: unknown; message?: unknown };
  return cause instanceof Error ? cause.message : String(message);
};

/**
 * Opens the embedded database. Of several processes on one folder, the first owns it and serves
 * the others through a socket in the folder; when it goes, another takes its place.
 */
export async function openEmbeddedDynamo(options: EmbeddedOptions = {}): Promise<EmbeddedDynamo> {
  const { openDynaliteEngine } = await import('./dynalite-engine.ts');
  const engine =
    options.folder === undefined
      ? await openDynaliteEngine()
      : await sharedEngine(options.folder, openDynaliteEngine);
  const client = new DynamoDBClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
    requestHandler: { handle: (sent: SdkRequest) => handle(engine, sent) },
  });
  return {
    client,
    server: () => serverOf(engine),
    async close() {
      client.destroy();
      await engine.close();
    },
  };
}

interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

const operationOf = (target: string | undefined): string => target?.split('.')[1] ?? '';

async function handle(
  engine: DynamoEngine,
  { headers, body }: SdkRequest,
): Promise<{
  response: { statusCode: number; headers: Record<string, string>; body: Readable };
}> {
  const answer = await engine.call(operationOf(headers['x-amz-target']), textOf(body));
  return {
    response: {
      statusCode: answer.status,
      headers: HEADERS,
      body: Readable.from([Buffer.from(answer.body)]),
    },
  };
}

/** The SDK warns where its bytes are asked for anything but bytes, `Buffer.from` included. */
const textOf = (body: unknown): string =>
  body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
    : String(body);

function serverOf(engine: DynamoEngine): Server {
  return createServer(async (incoming, outgoing) => {
    try {
      const target = incoming.headers['x-amz-target'];
      const body = await text(incoming);
      const answer = await engine.call(operationOf(String(target)), body);
      outgoing.writeHead(answer.status, HEADERS).end(answer.body);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      outgoing
        .writeHead(500, HEADERS)
        .end(JSON.stringify({ __type: 'InternalServerError', message }));
    }
  });
}

type OpenEngine = (path: string) => Promise<DynamoEngine>;

/** Where this process stands towards a folder: it owns the database, or asks who does. */
async function sharedEngine(folder: string, openEngine: OpenEngine): Promise<DynamoEngine> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const socket = await socketPath(folder);
  let closed = false;
  let finding: Promise<DynamoEngine> | undefined;

  const find = async (): Promise<DynamoEngine> => {
    const patience = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await ownedEngine(await openEngine(folder), socket);
      } catch (error) {
        if (codeOf(error) !== 'LEVEL_LOCKED') {
          throw new Error(`the store in ${folder} cannot be opened: ${reasonOf(error)}`, {
            cause: error,
          });
        }
      }
      const engine = forwardingEngine(socket);
      if (await isAnswering(engine)) return engine;
      await engine.close();
      if (Date.now() > patience) {
        throw new Error(`the store in ${folder} is held by a process that does not answer`);
      }
      await delay(RETRY_MS);
    }
  };
  const current = (): Promise<DynamoEngine> => {
    finding ??= find();
    return finding;
  };
  const forget = async (gone: DynamoEngine): Promise<void> => {
    if ((await finding) === gone) finding = undefined;
    await gone.close();
  };

  await current();
  return {
    async call(operation, body) {
      for (;;) {
        if (closed) throw new Error('the store is closed');
        const engine = await current();
        try {
          return await engine.call(operation, body);
        } catch (error) {
          if (closed || !GONE.includes(codeOf(error) ?? '')) throw error;
          await forget(engine);
        }
      }
    },
    async close() {
      closed = true;
      await (await current()).close();
    },
  };
}

/** In the folder where the path is short enough, else in a folder of its own made from its name. */
async function socketPath(folder: string): Promise<string> {
  await chmod(folder, 0o700);
  const inside = join(folder, 'socket');
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const elsewhere = join(tmpdir(), `assay-${name}`);
  await mkdir(elsewhere, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(elsewhere);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new Error(`${elsewhere} is open to other users; remove it or shorten ASSAY_HOME`);
  }
  return join(elsewhere, 'socket');
}

/** The owner's side: the database itself, and a socket for whoever comes later. */
async function ownedEngine(engine: DynamoEngine, socket: string): Promise<DynamoEngine> {
  // Left by an owner that was killed: the lock on the folder says that nobody listens there.
  await rm(socket, { force: true });
  const server = serverOf(engine);
  // A socket alone must not keep a finished command alive.
  server.unref();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(socket, resolve);
    });
  } catch (error) {
    await engine.close();
    throw error;
  }
  return {
    call: (operation, body) => engine.call(operation, body),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Connections are kept alive by those who ask; each is cut once it has its answer.
      const cutting = setInterval(() => server.closeIdleConnections(), 10);
      server.closeIdleConnections();
      await closed;
      clearInterval(cutting);
      await engine.close();
    },
  };
}

/** The side of everyone else: the owner is asked. */
function forwardingEngine(socket: string): DynamoEngine {
  const agent = new Agent({ keepAlive: true });
  return {
    call: (operation, body) =>
      new Promise<DynamoAnswer>((resolve, reject) => {
        const outgoing = request(
          {
            socketPath: socket,
            agent,
            method: 'POST',
            headers: { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` },
          },
          (incoming) => {
            buffer(incoming).then(
              (bytes) => resolve({ status: incoming.statusCode ?? 500, body: bytes.toString() }),
              reject,
            );
          },
        );
        outgoing.once('error', reject).end(body);
      }),
    async close() {
      agent.destroy();
    },
  };
}

async function isAnswering(engine: DynamoEngine): Promise<boolean> {
  try {
    return (await engine.call('ListTables', '{}')).status === 200;
  } catch (error) {
    if (GONE.includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}
