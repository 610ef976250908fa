/**
 * Serves an export on a free loopback port, as object storage would; prints the port:
 *
 *     node bench/bulk/serve.ts FOLDER              the files that lie there
 *     node bench/bulk/serve.ts --mb N [PACKAGE…]   one that is made while it is read
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { madeExport } from './made-export.ts';

const [folder = '', megabytes, ...packages] = process.argv.slice(2);
const made = folder === '--mb' ? madeExport(Number(megabytes), packages) : undefined;

const HEADERS = { 'content-type': 'application/fhir+ndjson' };

function sendFile(name: string, response: ServerResponse): void {
  const path = join(folder, name);
  response.writeHead(200, { ...HEADERS, 'content-length': statSync(path).size });
  pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), response, () => response.end());
}

const server = createServer((request, response) => {
  const name = basename(request.url ?? '');
  if (made === undefined) return sendFile(name, response);
  const file = made.find(({ type }) => name === `${type}.ndjson`);
  response.writeHead(file === undefined ? 404 : 200, HEADERS);
  pipeline(Readable.from(file?.blocks() ?? []), response, () => response.end());
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
