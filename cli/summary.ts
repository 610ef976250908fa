import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import type { Readiness } from '../core/verdict.ts';
import type { Results } from '../core/results.ts';
import { coloured, countsText } from './progress.ts';

const SAID: Readonly<Record<Readiness, string>> = {
  ready: 'ready',
  'not-ready': 'not ready',
  'not-demonstrated': 'not demonstrated',
};

const seconds = ({ run }: Results): string =>
  ((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000).toFixed(1);

/** Most failures listed one by one; the report has them all. */
const MOST_LISTED = 10;

/** The outcome in a few lines on stdout: counts, what failed, where the report is. */
export function printSummary(results: Results, folder: string): void {
  const out = process.stdout;
  const { run, summary, checks, causes, criteria } = results;
  const line = (text: string): void => void out.write(`${text}\n`);
  line('');
  line(
    styleText(
      'bold',
      `${run.target.name}: ${checks.length} checks in ${seconds(results)} s, ${run.requests} requests`,
      { stream: out },
    ),
  );
  line(`  ${countsText(summary, out)}`);
  const failed = checks.filter(({ verdict }) => verdict === 'fail');
  for (const { id, message } of failed.slice(0, MOST_LISTED)) {
    line(`  ${coloured('fail', 'fail', out)} ${id}: ${message}`);
  }
  if (failed.length > MOST_LISTED) line(`  and ${failed.length - MOST_LISTED} more`);
  if (failed.length > 0) {
    line(`  ${causes.length} ${causes.length === 1 ? 'cause' : 'causes'} behind these findings`);
  }
  const shown = criteria.filter(({ summary: counts }) =>
    Object.values(counts).some((count) => count > 0),
  );
  for (const { citation, title, readiness } of shown) {
    line(`  ${SAID[readiness].padEnd(16)} ${citation} ${title}`);
  }
  if (run.status === 'interrupted') {
    line(`Interrupted; finish it with: assay run --resume ${relative('.', folder) || '.'}`);
  }
  line(`Report: ${relative('.', join(folder, 'report.html'))}`);
}
