import type { CheckResult, Results } from '../core/results.ts';
import { clipped, elapsed } from './plain-text.ts';
import { VERDICT_WORDS } from './words.ts';

/** What XML 1.0 does not let stand, not even as a reference (2.2, Char). */
const NOT_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

const LONGEST_TEXT = 20_000;

const xmlSafe = (text: string): string =>
  clipped(text, LONGEST_TEXT).toWellFormed().replace(NOT_XML, '');

const attribute = (text: string): string =>
  xmlSafe(text).replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? '');

const content = (text: string): string =>
  xmlSafe(text).replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? '');

const seconds = (milliseconds: number): string =>
  (Number.isFinite(milliseconds) ? Math.max(0, milliseconds) / 1_000 : 0).toFixed(3);

/** The findings as a person reads them in the log of a build. */
const told = ({ title, findings, citations, requirements, waiver }: CheckResult): string =>
  [
    title,
    ...findings
      .slice(0, 20)
      .map(({ severity, message, resource, exchange, remedy }) =>
        [
          `${severity}: ${message}`,
          ...(resource === undefined ? [] : [`  resource: ${resource}`]),
          ...(exchange === undefined ? [] : [`  exchange: ${exchange}`]),
          ...(remedy === undefined ? [] : [`  remedy: ${remedy}`]),
        ].join('\n'),
      ),
    ...(findings.length > 20
      ? [`… and ${findings.length - 20} more findings in results.json`]
      : []),
    ...(waiver === undefined ? [] : [`waived until ${waiver.expires}: ${waiver.reason}`]),
    ...(citations.length === 0 ? [] : [`citations: ${citations.join(', ')}`]),
    ...(requirements.length === 0 ? [] : [`requirements: ${requirements.join(', ')}`]),
  ].join('\n');

/** JUnit knows three ways not to pass; a waiver quiets an alarm, so it is a skip here. */
function outcome(check: CheckResult): string {
  const { word } = VERDICT_WORDS[check.verdict];
  const message = attribute(`${check.advice === true ? 'Advice: ' : ''}${check.message}`);
  const body = content(told(check));
  switch (check.verdict) {
    case 'pass':
      return '';
    case 'warn':
      return `<system-out>${content(`${word}: ${check.message}\n`)}${body}</system-out>`;
    case 'fail':
      return `<failure type="${check.level}" message="${message}">${body}</failure>`;
    case 'error':
      return `<error type="not-judged" message="${message}">${body}</error>`;
    case 'skip':
    case 'attest':
    case 'omit':
    case 'waived':
      return `<skipped message="${word}: ${message}"/>`;
    default:
      return check.verdict satisfies never;
  }
}

const testcase = (suite: string, check: CheckResult): string => {
  const head = `<testcase classname="${attribute(suite)}" name="${attribute(check.id)}" time="${seconds(check.durationMs)}"`;
  const inner = outcome(check);
  return inner === '' ? `    ${head}/>` : `    ${head}>${inner}</testcase>`;
};

const SKIPPED = ['skip', 'attest', 'omit', 'waived'];

const counts = (checks: readonly CheckResult[]): string =>
  [
    `tests="${checks.length}"`,
    `failures="${checks.filter(({ verdict }) => verdict === 'fail').length}"`,
    `errors="${checks.filter(({ verdict }) => verdict === 'error').length}"`,
    `skipped="${checks.filter(({ verdict }) => SKIPPED.includes(verdict)).length}"`,
  ].join(' ');

/** The run as JUnit XML, a test suite for each group, for the reports of a build server. */
export function renderJunit({ run, groups, checks }: Results): string {
  const titles = new Map(groups.map(({ id, title }) => [id, title]));
  const suites = Map.groupBy(checks, ({ group }) => group);
  // Readers refuse the whole file for a time stamp that is none.
  const timestamp = Number.isNaN(Date.parse(run.startedAt))
    ? ''
    : ` timestamp="${attribute(run.startedAt)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`Assay: ${run.target.name}`)}" ${counts(checks)} time="${seconds(elapsed(run.startedAt, run.finishedAt))}">`,
    ...[...suites].flatMap(([group, members]) => [
      `  <testsuite name="${attribute(titles.get(group) ?? group)}" ${counts(members)} time="${seconds(members.reduce((sum, { durationMs }) => sum + durationMs, 0))}"${timestamp}>`,
      ...members.map((check) => testcase(group, check)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}
