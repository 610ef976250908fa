/**
 * Reads an export as a run does, over loopback, and judges it; by itself in a process, so that its
 * memory can be told from that of the server:
 *
 *     node bench/bulk/read-export.ts MANIFEST.json THREADS
 */
import { readFileSync } from 'node:fs';
import { keepHeapSmall } from '../../adapters/give-back-memory.ts';
import { httpClient } from '../../adapters/http/client.ts';
import { systemClock } from '../../adapters/clock.ts';
import { lineThreads } from '../../adapters/line-threads.ts';
import type { AnsweredExchange } from '../../core/exchange.ts';
import { Journal } from '../../core/journal.ts';
import { checkConfig } from '../../core/parse-config.ts';
import { Recorder } from '../../core/recorder.ts';
import { SecretVault } from '../../core/secrets.ts';
import { server } from '../../core/check.ts';
import { groupMembers, profilePerLine, references } from '../../testsuites/bulk/content.check.ts';
import { fileCount, fileNdjson } from '../../testsuites/bulk/file.check.ts';
import { outcomesOf, readFiles } from '../../testsuites/bulk/files.probe.ts';
import { packRows } from '../../testsuites/pack-catalogue.ts';

keepHeapSmall();

interface Given {
  readonly base: string;
  readonly output: readonly {
    readonly type: string;
    readonly url: string;
    readonly count: number;
  }[];
}

const [manifestFile = '', threads = '2'] = process.argv.slice(2);
const { base, output } = JSON.parse(readFileSync(manifestFile, 'utf8')) as Given;

const config = checkConfig(
  {
    target: { fhirBaseUrl: base, allowPrivateAddresses: true },
    bulk: { group: 'bench' },
  },
  'bench',
);
const http = httpClient(config.target);
const lineWork = lineThreads(new URL('../../cli/line-worker.ts', import.meta.url), {
  threads: Math.max(1, Number(threads)),
});
const journal = new Journal([]);
const recorder = new Recorder({
  journal,
  vault: new SecretVault('bench'),
  clock: systemClock,
  http,
  ...(Number(threads) === 0 ? {} : { lineWork }),
  seed: 'bench',
  concurrency: config.target.concurrency,
  trustedOrigins: [],
});
const context = { config, pack: packRows(config.options.usCore) };
const exchange = { index: 0, request: { url: base } } as AnsweredExchange;
const json = { requiresAccessToken: false, output: output.map((file) => ({ ...file })) };

const before = performance.now();
const manifest = { exchange, json, pages: [] };
const read = { manifest, files: await readFiles(recorder.io('bench'), context, manifest, 'bench') };
const seconds = (performance.now() - before) / 1000;
const checks = [fileNdjson, fileCount, profilePerLine, references, groupMembers].map((check) => {
  const { id, judge } = check(context);
  const judgement = judge({ read }, server);
  const findings = judgement.kind === 'judged' ? judgement.findings.length : judgement.kind;
  return `${String(id)} ${findings}`;
});
const judging = (performance.now() - before) / 1000 - seconds;
await lineWork.close();
await http.close();
const outcomes = outcomesOf(read).map(({ outcome }) => outcome);
const { user, system } = process.cpuUsage();
// Told in units of 1,024 bytes.
const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
process.stdout.write(
  `${JSON.stringify({
    seconds,
    judging,
    cpuSeconds: (user + system) / 1e6,
    resources: outcomes.reduce((sum, { resources }) => sum + resources, 0),
    invalid: outcomes.reduce((sum, { invalid }) => sum + invalid, 0),
    // Names of which a sample is held.
    unsampled: outcomes.reduce((sum, { unsampled }) => sum + unsampled, 0),
    bytes: recorder.bytes,
    journalBytes: journal.entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0),
    peakMegabytes,
    checks,
  })}\n`,
);
