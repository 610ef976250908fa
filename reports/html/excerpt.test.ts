import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAnswered } from '../../core/exchange.ts';
import { sampleExchange } from '../../test/sample-journal.ts';
import { type Concern, excerptOf } from './excerpt.ts';

const excerpt = (body: unknown, concern: Concern) => {
  const exchange = sampleExchange(0, 'Patient', body);
  if (!isAnswered(exchange)) throw new Error('the sample is answered');
  return excerptOf(exchange, concern);
};

const markedIn = (body: unknown, concern: Concern): string =>
  excerpt(body, concern)
    .segments.filter(({ marked }) => marked)
    .map(({ text }) => text.trim())
    .join('\n');

const patient = (id: string, birthDate: string) => ({ resourceType: 'Patient', id, birthDate });
const BUNDLE = {
  resourceType: 'Bundle',
  type: 'searchset',
  entry: [patient('1', '2001'), patient('2', '2002')].map((resource) => ({ resource })),
};

describe('the part of an answer that a finding is about', () => {
  it.each<readonly [string, unknown, Concern, string]>([
    [
      'a resource of its own',
      patient('1', '2001'),
      { expression: 'Patient.birthDate' },
      '"birthDate": "2001"',
    ],
    [
      'an entry by its id',
      BUNDLE,
      { resource: 'Patient/2', expression: 'Patient.birthDate' },
      '"birthDate": "2002"',
    ],
    ['an entry by its type', BUNDLE, { expression: 'Patient.birthDate' }, '"birthDate": "2001"'],
    ['the Bundle itself', BUNDLE, { expression: 'Bundle.type' }, '"type": "searchset",'],
    [
      'an entry by its place',
      BUNDLE,
      { expression: 'Bundle.entry[1].resource.birthDate' },
      '"birthDate": "2002"',
    ],
    [
      'a line of NDJSON',
      [patient('1', '2001'), patient('2', '2002')].map((one) => JSON.stringify(one)).join('\n'),
      { resource: 'Patient/2', expression: 'Patient.birthDate' },
      '"birthDate": "2002"',
    ],
    ['no JSON', '<html><b>Error</b></html>', { expression: 'Patient.id' }, ''],
  ])('%s', (_case, body, concern, marked) => expect(markedIn(body, concern)).toBe(marked));

  it.each<readonly [string, unknown, Concern, string]>([
    [
      'a header not sent',
      patient('1', '2001'),
      { expression: 'Cache-Control' },
      'The answer has no header Cache-Control.',
    ],
    [
      'an element not sent',
      patient('1', '2001'),
      { expression: 'Patient.name' },
      'There is no Patient.name in it.',
    ],
    ['an empty answer', '', {}, 'Empty.'],
  ])('says so of %s', (_case, body, concern, note) =>
    expect(excerpt(body, concern).note).toBe(note),
  );

  it('never throws and never grows, whatever is sent and asked', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json({ maxDepth: 8 }), fc.string({ unit: 'binary' })),
        fc.string({ unit: 'binary' }),
        fc.string(),
        (body, expression, resource) => {
          const { segments } = excerpt(body, { expression, resource });
          expect(segments.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(5_000);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('is not overcome by depth', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(
      excerpt(deep, { expression: `a${'[0]'.repeat(90_000)}` }).segments.length,
    ).toBeGreaterThan(0);
    expect(
      excerpt(deep, { expression: `$this${'[0]'.repeat(90_000)}` }).segments.length,
    ).toBeGreaterThan(0);
  });
});
