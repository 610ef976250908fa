import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BULK_PATH, type BulkContext, fileOf } from './bulk-api.ts';
import { sendReply } from '../send.ts';
import { refusal } from '../outcome.ts';

/** Object storage at an origin of its own: the address alone opens a file, and a token is refused. */
export async function startStorage(context: () => BulkContext): Promise<{
  readonly origin: string;
  readonly close: () => Promise<void>;
}> {
  const server: Server = createServer((request, response) => {
    const [, id = '', file = ''] = (request.url ?? '').slice(BULK_PATH.length + 1).split('/');
    const { fhir } = context();
    // As object stores do with two kinds of credentials at once.
    const reply =
      request.headers.authorization === undefined
        ? fileOf(context(), id, file, fhir.tokens.openGrant())
        : refusal(400, 'invalid', 'Only one way to authenticate is allowed.');
    sendReply(request, response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
