import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { writeWhole } from '../adapters/run-file.ts';
import { folderEvidence } from '../adapters/store/folder-evidence.ts';
import type { JournalEntry } from '../core/exchange.ts';
import { type Pictures, readPictures } from '../core/pictures.ts';
import type { Results } from '../core/results.ts';
import { renderCsv } from '../reports/csv.ts';
import { renderHtml } from '../reports/html/render-html.ts';
import { renderJunit } from '../reports/junit.ts';
import { renderTestReport } from '../reports/test-report.ts';
import { CommandError } from './exit-code.ts';
import { readJournal, readResults } from './read-run.ts';

interface Format {
  readonly file: string;
  readonly render: (
    results: Results,
    journal: readonly JournalEntry[],
    pictures: Pictures,
    baseline: Results | undefined,
  ) => string;
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const FORMATS: Readonly<Record<string, Format>> = {
  html: {
    file: 'report.html',
    render: (results, journal, pictures, baseline) =>
      renderHtml(results, journal, {
        pictures,
        ...(baseline === undefined ? {} : { baseline }),
      }),
  },
  json: { file: 'results.json', render: pretty },
  junit: { file: 'junit.xml', render: renderJunit },
  fhir: { file: 'testreport.json', render: (results) => pretty(renderTestReport(results)) },
  csv: { file: 'summary.csv', render: renderCsv },
};

const formatsIn = (list: string): readonly Format[] =>
  list.split(',').map((name) => {
    const format = FORMATS[name.trim()];
    if (format === undefined) {
      throw new CommandError(
        `--format "${name}" is not known; there are ${Object.keys(FORMATS).join(', ')}`,
      );
    }
    return format;
  });

interface ReportOptions {
  readonly format: string;
  readonly out?: string;
  readonly baseline?: string;
}

async function report(folder: string, { format, out, baseline }: ReportOptions): Promise<void> {
  const formats = formatsIn(format);
  const results = await readResults(folder);
  const journal = await readJournal(folder);
  const before = baseline === undefined ? undefined : await readResults(baseline);
  const pictures = await readPictures(
    journal,
    folderEvidence(() => folder),
    '',
  );
  const target = out ?? folder;
  await mkdir(target, { recursive: true });
  for (const { file, render } of formats) {
    const path = join(target, file);
    await writeWhole(path, render(results, journal, pictures, before));
    process.stdout.write(`${relative('.', path)}\n`);
  }
}

export function addReportCommand(program: Command): void {
  program
    .command('report <run-dir>')
    .description('render again from results')
    .option('--format <list>', 'html, json, junit, fhir, csv, separated by commas', 'html')
    .option('--baseline <dir>', 'earlier run; the HTML report then tells what changed')
    .option('-o, --out <dir>', 'where to write (default: the run folder)')
    .addHelpText(
      'after',
      '\nExamples:\n  assay report runs/monday --format html,junit\n  assay report runs/tuesday --baseline runs/monday',
    )
    .action(report);
}
