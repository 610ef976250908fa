import type { CheckResult, Results } from '../core/results.ts';
import type { Verdict } from '../core/verdict.ts';
import { plainText } from './plain-text.ts';
import { VERDICT_WORDS } from './words.ts';

/** http://hl7.org/fhir/report-action-result-codes */
export type ActionResult = 'pass' | 'skip' | 'fail' | 'warning' | 'error';

interface TestReportTest {
  readonly name: string;
  readonly description: string;
  readonly action: readonly {
    readonly assert: {
      readonly result: ActionResult;
      readonly message: string;
      readonly detail?: string;
    };
  }[];
}

/** What Assay fills in of the resource TestReport (FHIR R4). */
export interface TestReport {
  readonly resourceType: 'TestReport';
  readonly identifier: { readonly system: string; readonly value: string };
  readonly name: string;
  readonly status: 'completed' | 'stopped';
  readonly testScript: { readonly display: string };
  readonly result: 'pass' | 'fail' | 'pending';
  readonly score?: number;
  readonly tester: string;
  readonly issued?: string;
  readonly participant: readonly {
    readonly type: 'test-engine' | 'server';
    readonly uri: string;
    readonly display: string;
  }[];
  readonly test?: readonly TestReportTest[];
}

/** A failure stays one when it is waived; what was not asked, or could not be shown, is a skip. */
const ACTION_RESULT: Readonly<Record<Verdict, ActionResult>> = {
  pass: 'pass',
  fail: 'fail',
  warn: 'warning',
  skip: 'skip',
  omit: 'skip',
  attest: 'skip',
  error: 'error',
  waived: 'fail',
};

/** FHIR string: something to read, no control characters, at most 1 MB (FHIR R4, Data types). */
const fhirString = (text: string, otherwise: string): string => {
  const safe = plainText(text).trim();
  return safe === '' ? otherwise : safe;
};

/** FHIR uri: no white space. */
const fhirUri = (text: string): string =>
  encodeURI(plainText(text)).replaceAll('%25', '%') || 'urn:unknown';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const testOf = (check: CheckResult): TestReportTest => {
  const { word } = VERDICT_WORDS[check.verdict];
  const advice = check.advice === true ? 'Advice, not part of certification. ' : '';
  const exchange = check.findings.find((finding) => finding.exchange !== undefined)?.exchange;
  return {
    name: fhirString(check.id, 'unnamed'),
    description: fhirString(check.title, check.id),
    action: [
      {
        assert: {
          result: ACTION_RESULT[check.verdict],
          message: fhirString(`${advice}${word}: ${check.message}`, word),
          ...(exchange === undefined ? {} : { detail: `exchanges.ndjson.gz, index ${exchange}` }),
        },
      },
    ],
  };
};

/** A failure decides; anything asked and not shown leaves the result open. */
function resultOf(asked: readonly CheckResult[]): TestReport['result'] {
  const verdicts = asked.map(({ verdict }) => verdict);
  if (verdicts.some((verdict) => verdict === 'fail' || verdict === 'waived')) return 'fail';
  const shown = verdicts.every((verdict) => verdict === 'pass' || verdict === 'warn');
  return shown && verdicts.length > 0 ? 'pass' : 'pending';
}

/** The run as a FHIR R4 TestReport: one test a check, one assert a test. */
export function renderTestReport({ run, tool, checks }: Results): TestReport {
  const asked = checks.filter(({ verdict, advice }) => verdict !== 'omit' && advice !== true);
  const shown = asked.filter(({ verdict }) => verdict === 'pass' || verdict === 'warn').length;
  return {
    resourceType: 'TestReport',
    identifier: { system: 'urn:assay:run', value: fhirString(run.id, 'unknown') },
    name: fhirString(`Assay pre-check of ${run.target.name}`, 'Assay pre-check'),
    status: run.status === 'finished' ? 'completed' : 'stopped',
    testScript: {
      display: fhirString(
        `Suites ${run.suites.join(', ')} with US Core ${run.options.usCore}, SMART App Launch ${run.options.smart}, Bulk Data Access ${run.options.bulk}`,
        'Assay',
      ),
    },
    result: run.status === 'finished' || resultOf(asked) === 'fail' ? resultOf(asked) : 'pending',
    ...(asked.length === 0 ? {} : { score: Math.round((shown / asked.length) * 1_000) / 10 }),
    tester: `Assay ${tool.version}`,
    ...(DATE_TIME.test(run.finishedAt) ? { issued: run.finishedAt } : {}),
    participant: [
      { type: 'test-engine', uri: 'urn:assay', display: `Assay ${tool.version}` },
      {
        type: 'server',
        uri: fhirUri(run.target.fhirBaseUrl),
        display: fhirString(run.target.software ?? run.target.name, 'FHIR server'),
      },
    ],
    ...(checks.length === 0 ? {} : { test: checks.map(testOf) }),
  };
}
