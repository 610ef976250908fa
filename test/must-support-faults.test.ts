import { describe, expect, it } from 'vitest';
import { elementLook, extensionLook, type Look, sliceLook } from '../fhir/must-support/look.ts';
import { tally } from '../fhir/must-support/tally.ts';
import { CONTENT_FAULTS, withContentFaults } from '../sandbox/content-faults.ts';
import { fillStore } from '../sandbox/data/record.ts';
import { breakageOf } from '../sandbox/faults.ts';
import places from '../sandbox/must-support-places.json' with { type: 'json' };
import type { Resource } from '../sandbox/resource.ts';
import { Store } from '../sandbox/store.ts';
import { mustSupportRows } from '../testsuites/must-support/rows.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { fakeConfig } from './fake-ehr.ts';
import { mustSupportPlaces } from './must-support-places.ts';

const VERSIONS = ['6.1.0', '7.0.0'] as const;

interface Row {
  readonly id: string;
  readonly type: string;
  readonly profile: string;
  readonly looks: readonly Look[];
}

/** Every must-support row of a version but the practitioner's address, which a role may replace. */
const rowsOf = (usCore: string): readonly Row[] => {
  const pack = packRows(usCore);
  return pack.profiles.flatMap((profile) => {
    const { mustSupport: given, type, url } = profile;
    const rows = mustSupportRows({ config: fakeConfig(), pack, profile });
    const row = (id: string, ...looks: readonly Look[]): Row => ({
      id: `${usCore} ${id}`,
      type,
      profile: url,
      looks,
    });
    return [
      ...rows.elements.map(({ requirements: [id], element }) =>
        row(id, elementLook(element, given)),
      ),
      ...rows.slices.map(({ requirements: [id], slice }) => row(id, sliceLook(slice, given))),
      ...rows.extensions.map(({ requirements: [id], extension }) =>
        row(id, extensionLook(extension, given)),
      ),
      ...rows.choices.map(({ requirements: [id], alternatives }) =>
        row(
          id,
          ...alternatives.flatMap(({ path, fixed, extension }) => {
            if (path !== undefined) return elementLook({ path, fixed }, given);
            const known = given.extensions.find((each) => each.id === extension);
            return known === undefined ? [] : extensionLook(known, given);
          }),
        ),
      ),
    ];
  });
};

const claims = ({ meta }: Resource, profile: string): boolean =>
  JSON.stringify(meta ?? {}).includes(`"${profile}"`);

const isShown = (row: Row, claimed: readonly Resource[]): boolean =>
  row.looks.some((look) => tally(claimed, (resource) => resource, look).shown !== undefined);

describe('the faults of content', () => {
  it('are at those places that the packs mark', () => {
    expect(mustSupportPlaces(VERSIONS)).toEqual(places);
  });

  it('each take away something that is asked for, and between them everything', () => {
    const store = new Store();
    fillStore(store, '7.0.0');
    const rows = VERSIONS.flatMap(rowsOf);
    const safe = new Set(rows.map(({ id }) => id));
    const idle = CONTENT_FAULTS.filter(({ id: fault }) => {
      const breakage = breakageOf([fault]);
      const type = fault.split(':')[1]?.split('.')[0] ?? '';
      const record = [...store.all(type)].map(({ resource }) => resource);
      const lost = rows.filter((row) => {
        if (row.type !== type) return false;
        const left = record
          .filter((resource) => claims(resource, row.profile))
          .map((resource) => withContentFaults(resource, breakage));
        return !isShown(row, left);
      });
      for (const { id } of lost) safe.delete(id);
      return lost.length === 0;
    });
    expect(idle.map(({ id }) => id)).toEqual([]);
    expect([...safe]).toEqual([]);
  });
});
