import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { exportOf, lines } from '../../test/bulk-files.ts';
import { testCheck } from '../../test/check-table.ts';
import { idsOf, runSandbox } from '../../test/detection.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import type { Resource } from '../us-core/bundle.ts';
import { apiCompleteness, apiContent } from './api-parity.check.ts';
import type { BothSides } from './api-parity.probe.ts';

const patient: Resource = { resourceType: 'Patient', id: 'p1', meta: { versionId: '1' } };
const condition = (id: string, change: object = {}): Resource => ({
  resourceType: 'Condition',
  id,
  meta: { versionId: '1', lastUpdated: '2026-02-01T00:00:00Z' },
  subject: { reference: 'Patient/p1' },
  category: [{ text: 'a' }, { text: 'b' }],
  code: { text: 'x' },
  ...change,
});

const both = (exported: readonly Resource[], searched: readonly Resource[]): BothSides => ({
  read: exportOf({
    Patient: lines(patient),
    Condition: lines(...exported.filter(({ resourceType }) => resourceType === 'Condition')),
  }),
  searched: new Map([
    ['Patient/p1', searched.map((resource, at) => ({ resource, exchange: 100 + at }))],
    ['Patient/elsewhere', [{ resource: condition('of-another'), exchange: 99 }]],
  ]),
});

const one = [condition('c1')];

describe('what searches show is in the export', () => {
  testCheck(apiCompleteness(fakeContext()), server, [
    ['all of it', { both: both(one, [patient, ...one]) }, 'pass'],
    ['more in the export', { both: both([...one, condition('c2')], one) }, 'pass'],
    ['one left out', { both: both(one, [...one, condition('c2')]) }, 'warn', ''],
    [
      'one that came later',
      {
        both: both(one, [
          ...one,
          condition('c2', { meta: { lastUpdated: '2026-04-01T00:00:00Z' } }),
        ]),
      },
      'pass',
    ],
    [
      'a type that the export has no file of',
      { both: both(one, [...one, { ...condition('g'), resourceType: 'Goal' }]) },
      'warn',
      '',
    ],
    [
      'a type of nobody, of which the export has no file',
      { both: both(one, [...one, { resourceType: 'Organization', id: 'o' }]) },
      'pass',
    ],
    [
      'a file that was not read to its end',
      {
        both: {
          ...both(one, [...one, condition('c2')]),
          read: exportOf(
            { Patient: lines(patient), Condition: lines(...one) },
            { truncated: 'broke off after 20 bytes' },
          ),
        },
      },
      'omit',
    ],
    [
      'nobody of the export searched for',
      { both: { ...both(one, []), searched: new Map() } },
      'omit',
    ],
  ]);
});

describe('the same version says the same', () => {
  const reordered = {
    code: { text: 'x' },
    category: [{ text: 'b' }, { text: 'a' }],
    subject: { reference: 'https://ehr.example.org/fhir/Patient/p1' },
    text: { status: 'generated', div: '<div/>' },
  };
  testCheck(apiContent(fakeContext()), server, [
    ['the same', { both: both(one, one) }, 'pass'],
    ['order, narrative and base aside', { both: both(one, [condition('c1', reordered)]) }, 'pass'],
    ['another code', { both: both(one, [condition('c1', { code: { text: 'y' } })]) }, 'warn', ''],
    [
      'another version',
      { both: both(one, [condition('c1', { meta: { versionId: '2' }, code: { text: 'y' } })]) },
      'omit',
    ],
    ['nothing in common', { both: both(one, [condition('c9')]) }, 'omit'],
  ]);
});

describe('against the sample EHR', () => {
  it.each([
    ['bulk-leaves-out-shown', 'parity.bulk.complete'],
    ['bulk-tells-otherwise', 'parity.bulk.content'],
  ])(
    '%s turns %s alone',
    async (fault, check) => {
      const { results } = await runSandbox({ faults: [fault] }, undefined, {
        only: ['bulk-parity'],
      });
      expect(idsOf(results, 'fail', 'warn', 'skip', 'error')).toEqual([check]);
    },
    120_000,
  );
});
