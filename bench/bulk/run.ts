/**
 * How fast an export is read and judged, and in how much memory:
 *
 *     node bench/bulk/run.ts [--mb N] [--threads N] [--rounds N] [--alone] [--made] [PACKAGE.tgz]…
 *
 * Writes an export of so many megabytes to a temporary folder (deleted at the end), serves it on
 * loopback from a process of its own, and reads it as a run does: downloaded, cut into lines, each
 * line judged by its profile, names kept, outcome judged. Beside it, in turns, `JSON.parse` of the
 * same bytes in one thread. Peers get a sample of the same lines. Processes are fresh for each round;
 * time is that of the clock, medians. With `--made` nothing is written: lines are made as they are
 * served, and what needs them on disk is left out.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ajvSchema, medplum } from '../validation/candidates.ts';
import { estimate } from './aws-cost.ts';
import { type ExportFile, writeExport } from './export-files.ts';
import { madeExport } from './made-export.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mb: { type: 'string', default: '1000' },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    alone: { type: 'boolean', default: false },
    made: { type: 'boolean', default: false },
  },
});

interface Read {
  readonly seconds: number;
  readonly judging: number;
  readonly cpuSeconds: number;
  readonly resources: number;
  readonly invalid: number;
  readonly unsampled: number;
  readonly bytes: number;
  readonly journalBytes: number;
  readonly peakMegabytes: number;
  readonly checks: readonly string[];
}

const script = (name: string): string => join(import.meta.dirname, name);

/** As in the first line of cli/assay.mjs. */
const NURSERY = '--max-semi-space-size=4';

const inProcess = <T>(name: string, args: readonly string[]): T =>
  JSON.parse(
    execFileSync(process.execPath, [NURSERY, script(name), ...args], { encoding: 'utf8' }),
  ) as T;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const PEER_BYTES = 3_000_000;

/** Lines from the beginning of each file, as much of each as its share of the export. */
function sample(files: readonly ExportFile[]): readonly unknown[] {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return files.flatMap(({ path, bytes }) => {
    const some = Buffer.alloc(Math.ceil((PEER_BYTES * bytes) / all));
    const file = openSync(path, 'r');
    const size = readSync(file, some);
    closeSync(file);
    const lines = some.subarray(0, size).toString().split('\n').slice(0, -1);
    return lines.map((line): unknown => JSON.parse(line));
  });
}

async function peers(files: readonly ExportFile[]): Promise<void> {
  const resources = sample(files);
  for (const { name, judge, most } of [await ajvSchema(), ...(await medplum(positionals))]) {
    const some = resources.slice(0, most);
    for (const resource of some.slice(0, 300)) judge(resource);
    const before = performance.now();
    for (const resource of some) judge(resource);
    const each = (performance.now() - before) / some.length;
    console.log(`| ${name}, one thread, parsing left out | ${Math.round(1000 / each)} | | | |`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
const served = values.made ? ['--mb', values.mb, ...positionals] : [folder];
const server = spawn(process.execPath, [script('serve.ts'), ...served], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const exported = madeExport(Number(values.mb), positionals);
  const files = values.made ? [] : await writeExport(folder, exported);
  const count = exported.reduce((sum, file) => sum + file.count, 0);
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const base = `http://127.0.0.1:${String(port).trim()}`;
  const output = exported.map(({ type, count: stated }) => ({
    type,
    url: `${base}/${type}.ndjson`,
    count: stated,
  }));
  const manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ base, output }));
  const floors: number[] = [];
  const alone: Read[] = [];
  const helped: Read[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const paths = files.map(({ path }) => path);
    if (!values.made) floors.push(inProcess<{ seconds: number }>('floor.ts', paths).seconds);
    alone.push(inProcess<Read>('read-export.ts', [manifest, '0']));
    if (values.threads !== '0')
      helped.push(inProcess<Read>('read-export.ts', [manifest, values.threads]));
  }
  const [last] = alone;
  const bytes = last?.bytes ?? 0;
  console.log(
    `${(bytes / 1e6).toFixed(0)} MB, ${count} resources of ${Math.round(bytes / count)} bytes in ${output.length} files\n`,
  );
  const row = (name: string, all: readonly { seconds: number; peakMegabytes?: number }[]): void => {
    if (all.length === 0) return;
    const seconds = median(all.map((each) => each.seconds));
    const ratio = floors.length === 0 ? '' : (seconds / median(floors)).toFixed(2);
    const rate = (bytes / 1e6 / seconds).toFixed(0);
    const peak = Math.max(...all.map(({ peakMegabytes = 0 }) => peakMegabytes));
    const told = peak === 0 ? '' : peak.toFixed(0);
    console.log(`| ${name} | ${Math.round(count / seconds)} | ${rate} | ${ratio} | ${told} |`);
  };
  console.log('| | resources/s | MB/s | × parse | peak MB |\n|---|---|---|---|---|');
  const floor = floors.map((seconds) => ({ seconds }));
  row('`JSON.parse` of the same bytes, one thread, from disk', floor);
  row('Assay, read over HTTP and judged, one thread', alone);
  row(`Assay, the same, judged in ${values.threads} further threads`, helped);
  if (!values.alone && !values.made) await peers(files);
  console.log(`\ninvalid ${last?.invalid}, names not held ${last?.unsampled}`);
  console.log(`outcome in the journal ${((last?.journalBytes ?? 0) / 1e6).toFixed(1)} MB`);
  console.log(`judged in ${last?.judging.toFixed(2)} s: ${last?.checks.join(', ')}`);
  const rate = bytes / 1e6 / median(alone.map((each) => each.seconds));
  console.log('\n| in AWS | chunks | reading, s | judging, s in all | minutes | US$ |');
  console.log('|---|---|---|---|---|---|');
  for (const gigabytes of [10, 100]) {
    const { chunks, gatherSeconds, judgeSeconds, minutes, dollars } = estimate(gigabytes, rate);
    console.log(
      `| ${gigabytes} GB | ${chunks} | ${gatherSeconds.toFixed(0)} | ${judgeSeconds.toFixed(0)} | ${minutes.toFixed(1)} | ${dollars.toFixed(2)} |`,
    );
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
