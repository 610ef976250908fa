/**
 * How fast validation is, beside `JSON.parse` and beside others:
 *
 *     node bench/validation/run.ts [--lines N] [--rounds N] [--alone] [PACKAGE.tgz | SEEDS.ndjson]…
 *
 * The corpus is made from the examples of the packages (hl7.fhir.us.core-6.1.0.tgz) or from lines of
 * resources that claim US Core profiles; with none given, from the sandbox's patients. It is held in
 * memory, cut at line ends, decoded and parsed as a bulk file is. All are warm before the watch runs:
 * 150,000 resources, or 20 s. Rounds are interleaved; each run is divided by the run of `JSON.parse`
 * beside it; CPU time; medians. `--alone` leaves the peers out.
 */
import { parseArgs } from 'node:util';
import { LineBatcher, textLines } from '../../fhir/ndjson.ts';
import { ajvSchema, type Candidate, floor, medplum, ours } from './candidates.ts';
import { coldStart } from './cold-start.ts';
import { bulkLike, type Corpus, seedsOf, withNarratives } from './corpus.ts';
import { peakMemory } from './memory.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '12000' },
    rounds: { type: 'string', default: '5' },
    'memory-mb': { type: 'string', default: '1000' },
    alone: { type: 'boolean', default: false },
  },
});

const CHUNK = 1024 * 1024;

interface Timing {
  readonly cpu: number;
  readonly lines: number;
}

/** Reads the corpus as a stream is read and judges each line; microseconds of CPU. */
function run({ bytes }: Corpus, { judge, most }: Candidate): Timing {
  const before = process.cpuUsage();
  const batcher = new LineBatcher();
  let lines = 0;
  for (let at = 0; at < bytes.length && lines < most; at += CHUNK) {
    for (const batch of batcher.push(bytes.subarray(at, at + CHUNK))) {
      if (batch.kind !== 'lines') continue;
      for (const { text } of textLines(batch.bytes, batch.firstLine)) {
        if (text === undefined || lines >= most) break;
        judge(JSON.parse(text));
        lines++;
      }
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system, lines };
}

/** V8 goes on compiling through the first hundred thousand resources, in threads that count too. */
const WARM_AFTER = 150_000;
const LONGEST_WARM_UP = 20e6;

function warmUp(corpus: Corpus, candidate: Candidate): void {
  let spent = 0;
  for (let lines = 0; lines < WARM_AFTER && spent < LONGEST_WARM_UP; ) {
    const round = run(corpus, candidate);
    lines += round.lines;
    spent += round.cpu;
  }
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

function measure(corpus: Corpus, candidates: readonly Candidate[], rounds: number): void {
  const size = corpus.bytes.length / corpus.lines;
  const megabytes = (corpus.bytes.length / 1e6).toFixed(1);
  console.log(
    `\n${corpus.name}: ${corpus.lines} lines, ${megabytes} MB, ${Math.round(size)} bytes each\n`,
  );
  console.log('| candidate | µs a resource | resources/s | MB/s | × parse |');
  console.log('|---|---|---|---|---|');
  const times = new Map<Candidate, { micros: number[]; ratios: number[] }>();
  for (const candidate of candidates) {
    times.set(candidate, { micros: [], ratios: [] });
    warmUp(corpus, candidate);
  }
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) {
      const beside = run(corpus, { ...floor, most: candidate.most });
      const own = candidate === floor ? beside : run(corpus, candidate);
      const time = times.get(candidate);
      time?.micros.push(own.cpu / own.lines);
      time?.ratios.push(own.cpu / own.lines / (beside.cpu / beside.lines));
    }
  }
  for (const [{ name }, { micros, ratios }] of times) {
    const each = median(micros);
    const cells = [
      each.toFixed(1),
      Math.round(1e6 / each),
      (size / each).toFixed(1),
      median(ratios).toFixed(2),
    ];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

const packages = positionals.filter((file) => file.endsWith('.tgz'));
const seeds = seedsOf(positionals);
const lines = Number(values.lines);
const rounds = Number(values.rounds);
const peers = values.alone ? [] : [await ajvSchema(), ...(await medplum(packages))];
const candidates = [floor, ours(), ...peers];
const bulk = bulkLike(seeds, lines * 3);
measure(withNarratives(seeds, lines), candidates, rounds);
measure(bulk, candidates, rounds);
await coldStart(seeds);
await peakMemory(bulk, Number(values['memory-mb']));
