/**
 * What the bytes of an export cost by themselves: lines cut, decoded and parsed, in one thread.
 *
 *     node bench/bulk/floor.ts FILE…
 */
import { openSync, readSync } from 'node:fs';
import { LineBatcher, textLines } from '../../fhir/ndjson.ts';

const CHUNK = Buffer.allocUnsafeSlow(1024 * 1024);

const before = performance.now();
let lines = 0;
for (const path of process.argv.slice(2)) {
  const file = openSync(path, 'r');
  const batcher = new LineBatcher();
  for (let size = readSync(file, CHUNK); size > 0; size = readSync(file, CHUNK)) {
    for (const batch of batcher.push(CHUNK.subarray(0, size))) {
      if (batch.kind !== 'lines') continue;
      for (const { text } of textLines(batch.bytes, batch.firstLine)) {
        JSON.parse(text ?? '');
        lines += 1;
      }
    }
  }
}
const { user, system } = process.cpuUsage();
const seconds = (performance.now() - before) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, lines })}\n`);
