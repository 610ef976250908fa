import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

/** A function that answered with an error, ended, or took too long; `error` names which. */
export class FunctionError extends Error {
  readonly error: string;
  constructor(error: string, message: string) {
    super(message);
    this.error = error;
  }
}

export interface FunctionOptions {
  readonly name: string;
  /** Folder of the bundle. */
  readonly folder: string;
  /** `file.export` */
  readonly handler: string;
  /** All that the function finds in its environment, beside what the service itself puts there. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/** One deployed function: its bundle in a process of its own, one event at a time. */
export interface LocalFunction {
  invoke(event: unknown): Promise<unknown>;
  /** What the function wrote, line by line. */
  readonly log: readonly string[];
  /** Ends the process as a crash would; the next event gets a fresh one. */
  crash(): void;
  stop(): Promise<void>;
}

interface Invocation extends PromiseWithResolvers<unknown> {
  readonly id: string;
  readonly event: unknown;
}

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.mjs');

/** Serves the Lambda Runtime API (2018-06-01) on loopback to one function's process. */
export async function startFunction(options: FunctionOptions): Promise<LocalFunction> {
  const { name, folder, handler, environment, timeoutSeconds } = options;
  const log: string[] = [];
  const queue: Invocation[] = [];
  let current: Invocation | undefined;
  let timer: NodeJS.Timeout | undefined;
  let asking: ServerResponse | undefined;
  let child: ChildProcess | undefined;

  const end = (settle: (invocation: Invocation) => void): void => {
    clearTimeout(timer);
    if (current !== undefined) settle(current);
    current = undefined;
  };

  /** Hands the next event to the process, when both are there. */
  const hand = (): void => {
    if (asking === undefined || current !== undefined) return;
    const next = queue.shift();
    if (next === undefined) return;
    const response = asking;
    asking = undefined;
    current = next;
    timer = setTimeout(() => {
      end(({ reject }) =>
        reject(new FunctionError('Sandbox.Timedout', `${name} took over ${timeoutSeconds} s`)),
      );
      child?.kill('SIGKILL');
    }, timeoutSeconds * 1000);
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutSeconds * 1000),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    });
    response.end(JSON.stringify(next.event ?? null));
  };

  /** Nothing queued may be left waiting for a process that will never come. */
  const fail = (error: FunctionError): void => {
    end(({ reject }) => reject(error));
    for (const { reject } of queue.splice(0)) reject(error);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      asking = response;
      hand();
      return;
    }
    const body = await json(request);
    const { errorType, errorMessage } = (body ?? {}) as Record<string, unknown>;
    const error = new FunctionError(String(errorType), String(errorMessage));
    if (path === 'init/error') fail(error);
    else if (path === `invocation/${current?.id}/response`) end(({ resolve }) => resolve(body));
    else if (path === `invocation/${current?.id}/error`) end(({ reject }) => reject(error));
    response.writeHead(202).end();
  };

  const api = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await once(api.listen(0, '127.0.0.1'), 'listening');
  const { port } = api.address() as AddressInfo;

  const start = (): ChildProcess => {
    const started = spawn(process.execPath, ['--enable-source-maps', BOOTSTRAP], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: handler,
      },
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log.push(...text.split('\n').filter((line) => line !== ''));
      });
    }
    started.once('exit', (code, signal) => {
      asking = undefined;
      if (child === started) child = undefined;
      if (signal === 'SIGKILL' && current === undefined) {
        // Ended for its timeout: what waits behind it gets a fresh process.
        if (queue.length > 0) child = start();
        return;
      }
      fail(new FunctionError('Runtime.ExitError', `${name} ended with ${signal ?? code}`));
    });
    return started;
  };

  return {
    log,
    invoke(event) {
      const invocation = { ...Promise.withResolvers<unknown>(), id: randomUUID(), event };
      queue.push(invocation);
      child ??= start();
      hand();
      return invocation.promise;
    },
    crash() {
      child?.kill('SIGKILL');
    },
    async stop() {
      const ending = child;
      fail(new FunctionError('Stopped', `${name} was stopped`));
      if (ending !== undefined) {
        ending.kill('SIGKILL');
        await once(ending, 'exit');
      }
      api.closeAllConnections();
      await new Promise((resolve) => api.close(resolve));
    },
  };
}
