// Writes the detection matrix: node test/write-detection.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from '../sandbox/faults.ts';
import { detectAll, faultsInScope } from './detection-matrix.ts';
import { runSandbox } from './detection.ts';

const root = join(import.meta.dirname, '..');
const detections = await detectAll((done) => {
  if (done % 50 === 0) process.stderr.write(`${done}/${faultsInScope.length}\n`);
});

writeFileSync(
  join(root, 'test/golden/detection.json'),
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
