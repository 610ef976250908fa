import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineBatcher, textLines } from '../../fhir/ndjson.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { FileFold } from './file-fold.ts';
import type { FileOutcome } from './file-outcome.ts';

const fold = (type = 'Patient') => new FileFold({ context: fakeContext(), type });

/** The outcome of a file whose bytes come in chunks of these sizes. */
function folded(
  bytes: Buffer,
  sizes: readonly number[] = [bytes.length],
  type?: string,
): FileOutcome {
  const file = fold(type);
  const batcher = new LineBatcher(1000);
  const feed = (batches: ReturnType<LineBatcher['push']>): void => {
    for (const batch of batches) {
      if (batch.kind === 'too-long')
        file.take({ line: batch.line, text: undefined, tooLong: batch.length });
      else for (const line of textLines(batch.bytes, batch.firstLine)) file.take(line);
    }
  };
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    feed(batcher.push(bytes.subarray(at, at + size)));
    at += size;
  }
  feed(batcher.end());
  return file.end();
}

const patient = (id: string): string =>
  JSON.stringify({
    resourceType: 'Patient',
    id,
    meta: { lastUpdated: '2026-01-02T03:04:05Z' },
    identifier: [{ system: 'urn:example', value: id }],
    name: [{ family: 'Ünal' }],
    gender: 'female',
    managingOrganization: { reference: 'https://ehr.example.org/fhir/Organization/1' },
  });

const told = (text: string, type?: string) =>
  folded(Buffer.from(text), undefined, type).problems.map(({ line, rule }) => `${line} ${rule}`);

describe('a file judged line by line', () => {
  it('keeps counts, names and what was shown', () => {
    const outcome = folded(Buffer.from(`${patient('a')}\n${patient('b')}\n`));
    expect(outcome).toMatchObject({
      lines: 2,
      resources: 2,
      problemCount: 0,
      invalid: 0,
      ids: ['Patient/a', 'Patient/b'],
      references: ['Organization/1'],
      oldest: '2026-01-02T03:04:05.000Z',
      byProfile: { 'us-core-patient': 2 },
    });
    expect(outcome.shown['us-core-patient']).toContain('name.family');
  });

  it.each([
    ['half a line', `${patient('a')}\n{"resourceType":"Pat`, ['2 json']],
    [
      'no resource',
      '[1]\n{"id":"x"}\n7\n',
      ['1 not-a-resource', '2 not-a-resource', '3 not-a-resource'],
    ],
    ['another type', '{"resourceType":"Basic","id":"1"}\n', ['1 type']],
    ['a resource twice', `${patient('a')}\n${patient('a')}\n`, ['2 duplicate']],
    ['a line without id', '{"resourceType":"Patient"}\n', ['1 no-id']],
    ['a line beyond all bounds', `${'x'.repeat(5000)}\n${patient('a')}\n`, ['1 too-long']],
  ])('names the line with %s', (_case, text, problems) => {
    expect(told(text)).toEqual(problems);
  });

  it('counts blank lines between others', () => {
    expect(folded(Buffer.from(`${patient('a')}\n\n \n${patient('b')}\n`)).blankLines).toBe(2);
  });

  it('tells bytes that are no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from(patient('a'))]);
    expect(folded(bytes).problems).toMatchObject([{ line: 1, rule: 'utf-8' }]);
  });

  it('tells the element that breaks a profile, and where', () => {
    const text = JSON.stringify({ ...JSON.parse(patient('a')), gender: 'purple' });
    const { invalid, issues } = folded(Buffer.from(text));
    expect(invalid).toBe(1);
    expect(issues[0]).toMatchObject({
      line: 1,
      resource: 'Patient/a',
      expression: 'Patient.gender',
    });
  });

  it('comes to the same however the bytes are cut', () => {
    const bytes = Buffer.from(
      `${patient('a')}\n\n${patient('b')}\nnonsense ü\n${patient('a')}\n${patient('c')}`,
    );
    const whole = folded(bytes);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        (sizes) => {
          expect(folded(bytes, sizes)).toEqual(whole);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('bears whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(folded(Buffer.from(bytes)).lines).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100 },
    );
  });
});
