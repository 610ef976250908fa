import type { JournalEntry } from '../core/exchange.ts';
import type { Results } from '../core/results.ts';
import { renderCsv } from './csv.ts';
import { type HtmlOptions, renderHtml } from './html/render-html.ts';
import { renderJunit } from './junit.ts';
import { renderTestReport } from './test-report.ts';

/** The files of a run folder that are made from its results (the contract's run folder). */
export type RunFileName =
  | 'results.json'
  | 'report.html'
  | 'junit.xml'
  | 'testreport.json'
  | 'summary.csv';

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every file that is made from results, by name; the same input gives the same bytes. */
export const renderRunFiles = (
  results: Results,
  journal: readonly JournalEntry[],
  options: HtmlOptions = {},
): Readonly<Record<RunFileName, string>> => ({
  'results.json': pretty(results),
  'report.html': renderHtml(results, journal, options),
  'junit.xml': renderJunit(results),
  'testreport.json': pretty(renderTestReport(results)),
  'summary.csv': renderCsv(results),
});
