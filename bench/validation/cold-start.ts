import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const RUNS = 15;

/** What a function does that validates resources of one profile: opens packs, judges, answers. */
const FUNCTION = `
import { readFileSync } from 'node:fs';
import { createValidator } from '${ROOT}/fhir/validator.ts';
import { parsePack } from '${ROOT}/fhir/pack/pack-file.ts';
const open = (name) => parsePack(readFileSync('${ROOT}/testsuites/packs/' + name, 'utf8'));
const validator = createValidator([
  open('hl7.fhir.r4.core-4.0.1.pack'),
  open('hl7.fhir.us.core-6.1.0.pack'),
]);
const resource = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { issues } = validator.validate(resource);
process.stdout.write(String(issues.length));
`;

/** Times a fresh process from its start to its first verdict, beside one that does nothing. */
export async function coldStart(
  seeds: readonly { readonly resourceType: string }[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const bundle = join(folder, 'function.mjs');
    const resource = join(folder, 'resource.json');
    const nothing = join(folder, 'nothing.mjs');
    writeFileSync(
      resource,
      JSON.stringify(seeds.find(({ resourceType }) => resourceType === 'Patient')),
    );
    writeFileSync(nothing, '');
    const { outputFiles } = await build({
      stdin: { contents: FUNCTION, resolveDir: ROOT, loader: 'js' },
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      external: ['fhirpath', 'fhirpath/*'],
      write: false,
    });
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    writeFileSync(bundle, code);
    const bare = fastest(() => spawn(nothing, resource));
    const own = fastest(() => spawn(bundle, resource));
    console.log(
      '\ncold start of a process that validates one Patient (fastest and median of 15)\n',
    );
    console.log('| | fastest ms | median ms |\n|---|---|---|');
    console.log(`| bare node | ${bare.best.toFixed(0)} | ${bare.median.toFixed(0)} |`);
    console.log(`| validator | ${own.best.toFixed(0)} | ${own.median.toFixed(0)} |`);
    const difference = [own.best - bare.best, own.median - bare.median];
    console.log(`| of it our own | ${difference.map((ms) => ms.toFixed(0)).join(' | ')} |`);
    console.log(
      `\ncode: ${kilobytes(code.length)} kB minified, ${kilobytes(gzipSync(code).length)} kB gzipped`,
    );
    for (const pack of ['hl7.fhir.r4.core-4.0.1', 'hl7.fhir.us.core-6.1.0']) {
      const { size } = statSync(join(ROOT, 'testsuites/packs', `${pack}.pack`));
      console.log(`pack ${pack}: ${kilobytes(size)} kB`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const spawn = (script: string, resource: string): void => {
  execFileSync(process.execPath, [script, resource], { stdio: 'ignore' });
};

const fastest = (run: () => void): { best: number; median: number } => {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { best: times[0] ?? Number.NaN, median: times[Math.floor(RUNS / 2)] ?? Number.NaN };
};

const kilobytes = (bytes: number): number => Math.round(bytes / 1000);
