/** Serves the files of a folder on a free loopback port, as object storage would; prints the port. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream';

const [folder = ''] = process.argv.slice(2);

const server = createServer((request, response) => {
  const path = join(folder, basename(request.url ?? ''));
  response.writeHead(200, {
    'content-type': 'application/fhir+ndjson',
    'content-length': statSync(path).size,
  });
  pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), response, () => response.end());
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
