import { describe, expect, it } from 'vitest';
import { faults } from '../../sandbox/faults.ts';
import { idsOf, runSandbox } from '../detection.ts';
import { fakeContext } from '../fake-ehr.ts';
import { launchChecks, smartChecks } from '../smart-checks.ts';
import { SMART_FAULTS } from './smart.ts';

const known = new Set(faults.map(({ id }) => id));
const planned = [...smartChecks(fakeContext()), ...launchChecks(fakeContext())].map(({ id }) => id);

/** Families whose members differ by a name alone: the first stands for all. */
const FAMILIES = /^(metadata-lacks-profile|access-refused|scope-type-not-granted):/;

const byFault = Map.groupBy(
  Object.entries(SMART_FAULTS).flatMap(([check, named]) =>
    named.map((fault) => ({ fault, check })),
  ),
  ({ fault }) => fault,
);

const seen = new Set<string>();
const tried = [...byFault].filter(([fault]) => {
  const family = FAMILIES.exec(fault)?.[1] ?? fault;
  if (seen.has(family)) return false;
  seen.add(family);
  return true;
});

describe('the table of faults', () => {
  it('has a row for every check, and no other', () => {
    expect(Object.keys(SMART_FAULTS).sort()).toEqual([...planned].sort());
  });

  it.each(Object.entries(SMART_FAULTS))('%s has faults that the sandbox knows', (_id, named) => {
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((fault) => !known.has(fault))).toEqual([]);
  });

  it.each(tried.map(([fault, rows]) => [fault, rows.map(({ check }) => check)] as const))(
    '%s turns the checks that name it',
    async (fault, checks) => {
      const { results } = await runSandbox({ faults: [fault] }, undefined, { only: checks });
      expect(idsOf(results, 'fail', 'warn')).toEqual(expect.arrayContaining([...checks]));
    },
  );
});
