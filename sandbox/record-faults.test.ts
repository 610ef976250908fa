import { describe, expect, it } from 'vitest';
import { fillStore } from './data/record.ts';
import { breakageOf } from './faults.ts';
import { alteredRecord, RECORD_FAULTS } from './record-faults.ts';
import { listOf, type Resource, valuesAt } from './resource.ts';
import { typeRows } from './search-parameters.ts';
import { Store } from './store.ts';

/** The record by name, as a fault or variation has it. */
const recordWith = (...ids: readonly string[]): ReadonlyMap<string, Resource> => {
  const store = new Store();
  const breakage = breakageOf(ids);
  fillStore(store, '7.0.0', (record) => alteredRecord(record, breakage));
  return new Map(
    [...typeRows.keys()].flatMap((type) =>
      [...store.all(type)].map(({ resource }) => {
        // When a resource was written says nothing of what it holds.
        const { meta: _, ...rest } = resource;
        return [`${type}/${resource.id}`, rest as Resource] as const;
      }),
    ),
  );
};

const sound = recordWith();

const changedBy = (...ids: readonly string[]): readonly string[] => {
  const altered = recordWith(...ids);
  return [...new Set([...sound.keys(), ...altered.keys()])].filter(
    (name) => JSON.stringify(sound.get(name)) !== JSON.stringify(altered.get(name)),
  );
};

describe('each fault of the record', () => {
  it.each(RECORD_FAULTS.map(({ id }) => id))('changes it, and little of it: %s', (id) => {
    const changed = changedBy(id);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(10);
  });

  it.each([
    ['document-no-custodian', 'DocumentReference/mila-progress'],
    ['provenance-no-on-behalf-of', 'Provenance/about-patient-eleanor-voss'],
    ['attachment-gone', 'Binary/eleanor-consult'],
    ['missing-data-no-extension', 'Patient/mila-voss'],
  ])('%s changes %s', (id, name) => {
    expect(changedBy(id)).toContain(name);
  });
});

describe('a record with contained resources', () => {
  const altered = recordWith('contained-resources');

  it('has no Medication of its own', () => {
    expect([...altered.keys()].filter((name) => name.startsWith('Medication/'))).toEqual([]);
  });

  it('refers to nothing within itself that is not there, and holds nothing unreferenced', () => {
    const holders = [...altered.values()].filter(({ contained }) => contained !== undefined);
    expect(new Set(holders.map(({ resourceType }) => resourceType)).size).toBeGreaterThan(3);
    for (const holder of holders) {
      const held = listOf(holder['contained']).map((each) => `#${(each as Resource).id}`);
      const text = JSON.stringify(holder);
      const named = [...text.matchAll(/"reference":"(#[^"]+)"/g)].map(([, name]) => name);
      expect([...new Set(named)].sort()).toEqual([...new Set(held)].sort());
      expect(valuesAt(holder, 'contained.text')).toEqual([]);
    }
  });
});

it('lets every patient have died on demand', () => {
  const died = [...recordWith('deceased-patients').values()].filter(
    ({ resourceType, deceasedDateTime }) =>
      resourceType === 'Patient' && deceasedDateTime !== undefined,
  );
  expect(died.length).toBe(3);
});
