import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2 as ApiEvent,
  APIGatewayProxyStructuredResultV2 as ApiResult,
  Context,
} from 'aws-lambda';
import { logLine } from './step-handler.ts';

export type { ApiEvent, ApiResult };

/** A request that is refused, with the status and the sentence that say why. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** On every answer, errors too: nothing here is to be framed, sniffed or kept by a proxy. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000',
  'x-content-type-options': 'nosniff',
};

/** Problem details (RFC 9457). */
const problem = (status: number, detail: string, more: object = {}): ApiResult => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ status, detail, ...more }),
});

/**
 * Errors that are the caller's, by name: a function that serves a page need not load the rooms
 * that the classes come from.
 */
const STATUS: Readonly<Record<string, number>> = {
  BadCursor: 400,
  ConfigError: 400,
  TargetBusy: 409,
  UnknownRun: 404,
};

function problemOf(error: unknown): ApiResult | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof Refusal) return problem(error.status, error.message);
  const status = STATUS[error.name];
  if (status === undefined) return undefined;
  return 'problems' in error
    ? problem(status, 'the configuration is wrong', { problems: error.problems })
    : problem(status, error.message);
}

/** A function behind the HTTP API: errors become problem details, headers say what may be done. */
export const apiHandler = (answer: (event: ApiEvent) => Promise<ApiResult>) =>
  middy<ApiEvent, ApiResult>()
    .use({
      after: (request) => {
        const { response } = request;
        const headers = { ...SECURITY_HEADERS, ...response?.headers };
        request.response = { ...response, headers };
      },
      onError: (request) => {
        const { error, context } = request;
        const known = problemOf(error);
        const { functionName } = context;
        if (known === undefined) {
          logLine({ level: 'error', functionName, error: error?.name, message: error?.message });
        }
        const shown = known ?? problem(500, 'Assay failed here; the log says why');
        request.response = { ...shown, headers: { ...SECURITY_HEADERS, ...shown.headers } };
        return request.response;
      },
    })
    .handler((event: ApiEvent, _context: Context) => answer(event));

export const jsonAnswer = (statusCode: number, value: unknown): ApiResult => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** The body of a request as text. */
export const bodyOf = ({ body, isBase64Encoded }: ApiEvent): string =>
  isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '');

/** What a function may answer, of the service's 6 MB, before base64 makes it a third longer. */
const MOST_BYTES = 4_400_000;

/** A file as an answer, compressed as far as the client allows. */
export function fileAnswer(
  { headers }: ApiEvent,
  type: string,
  content: Uint8Array,
  more: Readonly<Record<string, string>> = {},
): ApiResult {
  const accepted = headers['accept-encoding'] ?? '';
  const [encoding, bytes] = accepted.includes('br')
    ? ([
        'br',
        brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
      ] as const)
    : accepted.includes('gzip')
      ? (['gzip', gzipSync(content)] as const)
      : ([undefined, content] as const);
  if (bytes.length > MOST_BYTES) {
    throw new Refusal(406, 'the file is too large to be sent; ask for it compressed');
  }
  return {
    statusCode: 200,
    isBase64Encoded: true,
    headers: {
      'content-type': type,
      vary: 'Accept-Encoding',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      ...more,
    },
    body: Buffer.from(bytes).toString('base64'),
  };
}
