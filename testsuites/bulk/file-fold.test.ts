import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feed } from '../../core/line-fold.ts';
import { LineBatcher } from '../../fhir/ndjson.ts';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { FileFold, type FoldJob } from './file-fold.ts';
import { blankBetween, type FileOutcome } from './file-outcome.ts';
import { keptNames, type NameSetData } from './name-set.ts';

const jobOf = (type = 'Patient', change: Parameters<typeof fakeConfig>[0] = {}): FoldJob => ({
  type,
  config: fakeConfig(change),
  names: 1000,
  contents: 3,
});

const textsOf = (names: NameSetData) => [...keptNames(names)].map(({ text }) => text).sort();

/** The outcome of a file whose bytes come in chunks of these sizes. */
function folded(
  bytes: Buffer,
  sizes: readonly number[] = [bytes.length],
  type?: string,
): FileOutcome {
  const file = new FileFold(jobOf(type));
  const batcher = new LineBatcher(1000);
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    for (const batch of batcher.push(bytes.subarray(at, at + size))) feed(file, batch);
    at += size;
  }
  for (const batch of batcher.end()) feed(file, batch);
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

describe('devices that are not implanted', () => {
  const device = (code: string): string =>
    JSON.stringify({
      resourceType: 'Device',
      id: code,
      type: { coding: [{ system: 'http://snomed.info/sct', code }] },
    });
  const judged = (implantableDeviceTypes?: readonly string[]) => {
    const named = implantableDeviceTypes === undefined ? {} : { implantableDeviceTypes };
    const file = new FileFold(jobOf('Device', named));
    const batcher = new LineBatcher(1000);
    const bytes = Buffer.from(`${device('14106009')}\n${device('87405001')}\n`);
    for (const batch of [...batcher.push(bytes), ...batcher.end()]) feed(file, batch);
    const { byProfile, unprofiled, invalid } = file.end();
    return { byProfile, unprofiled, invalid };
  };

  it('are held to the profile where no types are named', () => {
    expect(judged()).toEqual({
      byProfile: { 'us-core-implantable-device': 2 },
      unprofiled: 0,
      invalid: 2,
    });
  });

  it('are held to FHIR alone where their types are not among those named', () => {
    expect(judged(['14106009'])).toEqual({
      byProfile: { 'us-core-implantable-device': 1 },
      unprofiled: 1,
      invalid: 1,
    });
  });
});

describe('a file judged line by line', () => {
  it('keeps counts, names and what was shown', () => {
    const outcome = folded(Buffer.from(`${patient('a')}\n${patient('b')}\n`));
    expect(outcome).toMatchObject({
      lines: 2,
      resources: 2,
      problemCount: 0,
      invalid: 0,
      patients: ['Patient/a', 'Patient/b'],
      oldest: '2026-01-02T03:04:05.000Z',
      byProfile: { 'us-core-patient': 2 },
    });
    expect(textsOf(outcome.ids)).toEqual(['Patient/a', 'Patient/b']);
    expect(outcome.contents.map(({ name }) => name)).toEqual(['Patient/a', 'Patient/b']);
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
    ['two resources', `${patient('a')}${patient('b')}\n`, ['1 several']],
    ['a line without id', '{"resourceType":"Patient"}\n', ['1 no-id']],
    ['a line beyond all bounds', `${'x'.repeat(5000)}\n${patient('a')}\n`, ['1 too-long']],
  ])('names the line with %s', (_case, text, problems) => {
    expect(told(text)).toEqual(problems);
  });

  it('tells where a resource came first that comes again', () => {
    const text = ['a', 'b', 'a', 'c', 'b', 'a'].map(patient).join('\n');
    expect(folded(Buffer.from(text))).toMatchObject({
      repeats: [
        { line: 3, first: 1, times: 3 },
        { line: 5, first: 2, times: 2 },
      ],
      repeatCount: 3,
    });
  });

  it('counts blank lines between others, and lets those at the end pass', () => {
    const outcome = folded(Buffer.from(`${patient('a')}\n\n \n${patient('b')}\n\n`));
    expect(blankBetween(outcome)).toBe(2);
    expect(outcome.blank).toEqual([2, 3, 5]);
  });

  it('tells CR LF and a byte order mark', () => {
    const outcome = folded(Buffer.from(`\ufeff${patient('a')}\n${patient('b')}\r\n`));
    expect(outcome).toMatchObject({ bom: true, crlf: 2, resources: 2, problemCount: 0 });
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
