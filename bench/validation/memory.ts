import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Corpus } from './corpus.ts';

const CLI = join(import.meta.dirname, '../../cli/assay.mjs');
/** Tells the most memory that the process held, when it ends; kilobytes. */
const TELL =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("maxrss "+process.resourceUsage().maxRSS+"\\n"))';

/** Validates a large file by the command line and tells its peak memory and its time. */
export async function peakMemory({ bytes }: Corpus, megabytes: number): Promise<void> {
  if (megabytes <= 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const file = join(folder, 'large.ndjson');
    const stream = createWriteStream(file);
    for (let written = 0; written < megabytes * 1e6; written += bytes.length) {
      if (!stream.write(bytes)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    const start = performance.now();
    const child = spawn(process.execPath, ['--import', TELL, CLI, 'validate', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    child.stderr.on('data', (data) => {
      told += String(data);
    });
    await once(child, 'close');
    const seconds = (performance.now() - start) / 1000;
    const peak = Number(/maxrss (\d+)/.exec(told)?.[1] ?? Number.NaN) / 1000;
    console.log(
      `\nassay validate, ${megabytes} MB of NDJSON: ${seconds.toFixed(1)} s, peak memory ${peak.toFixed(0)} MB`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
