import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feed } from '../../core/line-fold.ts';
import { LineBatcher } from '../../fhir/ndjson.ts';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { FileFold, type FoldJob, mergeOutcomes } from './file-fold.ts';
import type { FileOutcome } from './file-outcome.ts';

const job: FoldJob = {
  type: 'Observation',
  config: fakeConfig({
    patients: ['p3'],
    bulk: { group: 'g', members: ['p1', 'p2', 'p3'], linesToValidate: 150 },
  }),
  names: 40,
  contents: 5,
};

const rate = (id: string, patient: string, change: object = {}) =>
  JSON.stringify({
    resourceType: 'Observation',
    id,
    meta: { lastUpdated: `2026-01-0${1 + (id.length % 9)}T00:00:00Z`, versionId: '1' },
    status: 'final',
    category: [{ coding: [{ code: 'vital-signs' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: `Patient/${patient}` },
    ...change,
  });

/** Lines as servers write them, and as they should not. */
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat(60), fc.nat(5)).map(([id, p]) => rate(`${id}`, `p${p}`)),
  },
  fc.tuple(fc.nat(60), fc.nat(5)).map(([id, p]) => rate(`${id}`, `p${p}`, { status: 'odd' })),
  fc.nat(9).map((id) => rate(`x${id}`, 'p1', { hasMember: [{ reference: `Observation/${id}` }] })),
  fc.constantFrom(
    '',
    '',
    '  ',
    '{"resourceType":"Observation"',
    '{"resourceType":"Observation"}',
    '{"resourceType":"Patient","id":"p1"}',
    '[]',
    'null',
    `${rate('1', 'p1')}${rate('2', 'p1')}`,
    `${rate('crlf', 'p1')}\r`,
    'x'.repeat(3000),
    'Ünïcode',
    '\u0000broken\u0001',
  ),
);

const file = fc
  .tuple(fc.array(line, { maxLength: 220 }), fc.boolean(), fc.boolean())
  .map(([lines, ends, bom]) =>
    Buffer.from(`${bom ? '\ufeff' : ''}${lines.join('\n')}${ends ? '\n' : ''}`),
  )
  // What is Latin-1 and no UTF-8.
  .map((bytes) => Buffer.from(bytes.toString('latin1').replaceAll('Ã¯', '\u00ef'), 'latin1'));

function cut(bytes: Buffer, sizes: readonly number[]) {
  const batcher = new LineBatcher(2000);
  const batches = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    batches.push(...batcher.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...batches, ...batcher.end()];
}

function whole(bytes: Buffer): FileOutcome {
  const fold = new FileFold(job);
  for (const batch of cut(bytes, [bytes.length])) feed(fold, batch);
  return fold.end();
}

const sizes = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 6 });

describe('a file judged in parts', () => {
  it('comes to what it comes to as a whole, whoever judges which lines', () => {
    fc.assert(
      fc.property(file, sizes, fc.array(fc.nat(3), { minLength: 1 }), (bytes, chunks, who) => {
        const folds = Array.from({ length: 4 }, () => new FileFold(job));
        cut(bytes, chunks).forEach((batch, at) => {
          const fold = folds[who[at % who.length] ?? 0];
          if (fold !== undefined) feed(fold, batch);
        });
        const parts = folds.map((fold) => fold.part());
        expect(mergeOutcomes(job, parts)).toEqual(whole(bytes));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('adds up in any order and in any grouping', () => {
    fc.assert(
      fc.property(file, sizes, fc.nat(), (bytes, chunks, seed) => {
        const parts = cut(bytes, chunks).map((batch) => {
          const fold = new FileFold(job);
          feed(fold, batch);
          return fold.part();
        });
        const turned = parts.map((_, at) => parts[(at * 1 + seed) % parts.length] ?? _);
        const half = Math.floor(turned.length / 2);
        const grouped = [turned.slice(0, half), turned.slice(half)].map((some) => {
          const fold = new FileFold(job);
          for (const part of some) fold.absorb(part);
          return fold.part();
        });
        const expected = whole(bytes);
        expect(mergeOutcomes(job, turned)).toEqual(expected);
        expect(mergeOutcomes(job, grouped.reverse())).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('travels as JSON', () => {
    const bytes = Buffer.from(`${rate('1', 'p1')}\n${rate('1', 'p9')}\n`);
    const fold = new FileFold(job);
    for (const batch of cut(bytes, [100])) feed(fold, batch);
    const part = JSON.parse(JSON.stringify(fold.part())) as FileOutcome;
    expect(mergeOutcomes(job, [part])).toEqual(whole(bytes));
  });
});
