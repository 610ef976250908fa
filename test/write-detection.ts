// Writes the detection matrix: node test/write-detection.ts [--missing]
// With --missing only of faults that it does not hold yet; the others stay as they are.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { faults } from '../sandbox/faults.ts';
import { type Detection, detect, faultsInScope, partOf } from './detection-matrix.ts';
import { runSandbox } from './detection.ts';

const root = join(import.meta.dirname, '..');
const [, , part, parts] = process.argv;
const golden = join(root, 'test/golden/detection.json');

if (part !== undefined && part !== '--missing') {
  for (const { id } of partOf(Number(part), Number(parts))) {
    process.stdout.write(`${JSON.stringify(await detect(id))}\n`);
  }
  process.exit(0);
}

/** One process for each core, each with every n-th fault. */
async function detectAll(): Promise<readonly Detection[]> {
  const processes = availableParallelism();
  const found = new Map<string, Detection>();
  await Promise.all(
    Array.from({ length: processes }, async (_, at) => {
      const args = [import.meta.filename, String(at), String(processes)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      for await (const line of createInterface({ input: child.stdout })) {
        const detection = JSON.parse(line) as Detection;
        found.set(detection.fault, detection);
        if (found.size % 100 === 0) process.stderr.write(`${found.size}/${faultsInScope.length}\n`);
      }
    }),
  );
  return inOrder(found);
}

async function detectMissing(): Promise<readonly Detection[]> {
  const held = JSON.parse(readFileSync(golden, 'utf8')) as readonly Detection[];
  const found = new Map(held.map((each) => [each.fault, each]));
  for (const { id } of faultsInScope) if (!found.has(id)) found.set(id, await detect(id));
  return inOrder(found);
}

const inOrder = (found: ReadonlyMap<string, Detection>): readonly Detection[] =>
  faultsInScope.map(({ id }) => {
    const detection = found.get(id);
    if (detection === undefined) throw new Error(`no detection for ${id}`);
    return detection;
  });

const detections = part === '--missing' ? await detectMissing() : await detectAll();

writeFileSync(
  golden,
  `[\n${detections.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n]\n`,
);

const { results } = await runSandbox();
const planned = results.checks.filter(({ verdict }) => verdict !== 'omit');
const caught = detections.filter(({ turned, lost }) => turned.length + lost.length > 0);
const shown = (ids: readonly string[]): string =>
  ids.length === 0
    ? '–'
    : ids.length > 6
      ? `${ids.slice(0, 6).join('<br>')}<br>and ${ids.length - 6} more`
      : ids.join('<br>');
const whatOf = (id: string): string => faults.find((fault) => fault.id === id)?.what ?? '';

writeFileSync(
  join(root, 'docs/detection.md'),
  `# What a broken EHR looks like to Assay

Written by \`node test/write-detection.ts\`; \`test/detection.test.ts\` holds it to the code. The sample
EHR is broken in one way at a time and everything is run against it.

${detections.length} faults against ${planned.length} checks: ${caught.length} are noticed, ${detections.length - caught.length} are not (no
check looks there yet, or the specification lets them pass; the last table).

"Turned" are checks that fail or warn; "lost" is how many more could no longer be shown because
something they build on was gone.

| fault | what it does | turned | lost |
| --- | --- | --- | --- |
${caught.map(({ fault, turned, lost }) => `| \`${fault}\` | ${whatOf(fault)} | ${shown(turned)} | ${lost.length} |`).join('\n')}

## Not noticed

| fault | what it does |
| --- | --- |
${detections
  .filter(({ turned, lost }) => turned.length + lost.length === 0)
  .map(({ fault }) => `| \`${fault}\` | ${whatOf(fault)} |`)
  .join('\n')}
`,
);
process.stderr.write(`${caught.length} of ${detections.length} faults noticed\n`);
