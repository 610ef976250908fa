import { typeRows } from '../sandbox/search-parameters.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { referenceRows } from '../testsuites/us-core/reference-rows.ts';
import { fakeConfig } from './fake-ehr.ts';

/** References, by type, that some version's packs mark and that no search parameter stands for. */
export function referencePlaces(
  versions: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const places = new Map<string, Set<string>>();
  for (const usCore of versions) {
    const pack = packRows(usCore);
    for (const profile of pack.profiles) {
      const { type } = profile;
      const byParameter = typeRows.get(type)?.parameters.flatMap(({ paths }) => paths) ?? [];
      for (const { path } of referenceRows({ config: fakeConfig(), pack, profile })) {
        if (byParameter.includes(path)) continue;
        places.set(type, (places.get(type) ?? new Set()).add(path));
      }
    }
  }
  return Object.fromEntries(
    [...places]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, paths]) => [type, [...paths].sort()]),
  );
}
