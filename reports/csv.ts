import type { CheckResult, Results } from '../core/results.ts';
import { clipped } from './plain-text.ts';

const COLUMNS: readonly (readonly [
  name: string,
  of: (check: CheckResult) => string | number | boolean,
])[] = [
  ['id', ({ id }) => id],
  ['group', ({ group }) => group],
  ['title', ({ title }) => title],
  ['level', ({ level }) => level],
  ['advice', ({ advice }) => advice ?? false],
  ['verdict', ({ verdict }) => verdict],
  ['message', ({ message }) => message],
  ['citations', ({ citations }) => citations.join(' ')],
  ['requirements', ({ requirements }) => requirements.join(' ')],
  ['findings', ({ findings }) => findings.length],
  ['first_resource', ({ findings }) => findings[0]?.resource ?? ''],
  ['first_expression', ({ findings }) => findings[0]?.expression ?? ''],
  ['first_expected', ({ findings }) => findings[0]?.expected ?? ''],
  ['first_received', ({ findings }) => findings[0]?.received ?? ''],
  ['first_remedy', ({ findings }) => findings.find(({ remedy }) => remedy)?.remedy ?? ''],
  ['cause', ({ findings }) => findings.find(({ cause }) => cause)?.cause ?? ''],
  ['exchanges', ({ exchanges }) => exchanges.join(' ')],
  ['duration_ms', ({ durationMs }) => Math.round(durationMs)],
  ['waived_until', ({ waiver }) => waiver?.expires ?? ''],
];

/** Spreadsheets refuse longer cells. */
const LONGEST_CELL = 32_000;

/** Cells that a spreadsheet would take for a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** A cell after RFC 4180, 2; text that would be run as a formula is made text by an apostrophe. */
function cell(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const text = clipped(value, LONGEST_CELL).toWellFormed().replaceAll('\u0000', '');
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line a check, with a header line (RFC 4180). */
export const renderCsv = (results: Results): string =>
  [
    COLUMNS.map(([name]) => name),
    ...results.checks.map((check) => COLUMNS.map(([, of]) => cell(of(check)))),
  ]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
