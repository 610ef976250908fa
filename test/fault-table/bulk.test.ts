import { describe, expect, it } from 'vitest';
import { faults } from '../../sandbox/faults.ts';
import { backendServicesGroup } from '../../testsuites/backend-services/index.ts';
import { bulkGroup } from '../../testsuites/bulk/index.ts';
import { idsOf, runSandbox } from '../detection.ts';
import { fakeContext } from '../fake-ehr.ts';
import { BULK_FAULT_TABLE, WITHOUT_FAULTS } from './bulk.ts';

const SELECTION = { only: ['backend-services', 'bulk'] };
const NOT_GOOD = ['fail', 'warn', 'skip', 'error', 'attest'];

const known = new Set(faults.map(({ id }) => id));
const context = fakeContext();
const planned = [
  ...backendServicesGroup(context, 'backend-services'),
  ...bulkGroup(context, 'bulk'),
].filter(
  ({ id, level }) => (level !== 'MAY' || id.startsWith('bulk.param.')) && !WITHOUT_FAULTS.has(id),
);

const byFault = Map.groupBy(
  Object.entries(BULK_FAULT_TABLE).flatMap(([check, named]) =>
    named.map((fault) => ({ fault, check })),
  ),
  ({ fault }) => fault,
);

/** Families whose members differ by a type alone: the first stands for all. */
const FAMILIES = /^(bulk-(?:lacks|invalid|sparse)):/;

const tried = [
  ...new Map(
    [...byFault]
      .reverse()
      .map(([fault, rows]) => [FAMILIES.exec(fault)?.[1] ?? fault, { fault, rows }]),
  ).values(),
];

describe('the table of faults of systems and exports', () => {
  it('has a row for every check, and no other', () => {
    expect(Object.keys(BULK_FAULT_TABLE).sort()).toEqual(planned.map(({ id }) => id).sort());
  });

  it.each(Object.entries(BULK_FAULT_TABLE))(
    '%s has faults that the sandbox knows',
    (_id, named) => {
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((fault) => !known.has(fault))).toEqual([]);
    },
  );

  it.each(['1.0.1', '2.0.0'] as const)('no check minds a server of Bulk Data %s', async (bulk) => {
    const { results } = await runSandbox({ bulk }, undefined, SELECTION);
    expect(results.checks.length).toBeGreaterThan(130);
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
  });

  it.each([
    'bulk-capability-urls',
    'bulk-file-redirect',
    'bulk-error-file',
    'bulk-one-at-a-time',
    'bulk-exports-reused',
    'bulk-polls-limited',
    'bulk-polls-fail-at-times',
    'bulk-manifest-pages',
    'bulk-expires-soon',
    'bulk-no-options',
  ])('no check minds %s, and object storage sees no token', async (id) => {
    const { results } = await runSandbox({ faults: [id] }, undefined, SELECTION);
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
  });

  it.each(tried.map(({ fault, rows }) => [fault, rows.map(({ check }) => check)] as const))(
    '%s turns the checks that name it',
    async (fault, checks) => {
      const { results } = await runSandbox({ faults: [fault] }, undefined, { only: checks });
      expect(idsOf(results, ...NOT_GOOD)).toEqual(expect.arrayContaining([...checks]));
    },
  );

  it('judges a group of two hundred patients as it comes', async () => {
    const { results } = await runSandbox({ patients: 200 }, undefined, SELECTION);
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
  });
});
