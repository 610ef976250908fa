import type { RequestListener, Server } from 'node:http';
import { fileOf } from './bulk-api.ts';
import { BULK_PATH, type BulkContext } from './bulk-context.ts';
import { sendReply } from '../send.ts';
import { refusal } from '../outcome.ts';
import { closed, listening } from '../tls.ts';

/** Object storage at an origin of its own: the address alone opens a file, and a token is refused. */
export async function startStorage(
  context: () => BulkContext,
  serverOf: (listener: RequestListener) => Server,
  scheme: 'http' | 'https',
): Promise<{
  readonly origin: string;
  readonly close: () => Promise<void>;
}> {
  const server: Server = serverOf((request, response) => {
    const [, id = '', file = ''] = (request.url ?? '').slice(BULK_PATH.length + 1).split('/');
    const { fhir } = context();
    // As object stores do with two kinds of credentials at once.
    const reply =
      request.headers.authorization === undefined
        ? fileOf(context(), id, file, fhir.tokens.openGrant())
        : refusal(400, 'invalid', 'Only one way to authenticate is allowed.');
    sendReply(request, response, reply);
  });
  const port = await listening(server, 0, '127.0.0.1');
  return { origin: `${scheme}://127.0.0.1:${port}`, close: () => closed(server) };
}
