import { packRows } from '../testsuites/pack-catalogue.ts';
import { mustSupportRows } from '../testsuites/must-support/rows.ts';
import { fakeConfig } from './fake-ehr.ts';

/** Places in resources, by type, that an EHR can leave out or leave without a code system. */
export interface Places {
  readonly dropped: Readonly<Record<string, readonly string[]>>;
  readonly unsystematic: Readonly<Record<string, readonly string[]>>;
}

const plain = (path: string): string => path.replace(/:[^.]+/g, '');

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const extensionName = (path: string, url: string | undefined): string =>
  [...(path === '' ? [] : [path]), `extension:${url?.split('/').at(-1)}`].join('.');

const sorted = (places: Map<string, Set<string>>): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, set]) => [type, [...set].sort()]),
  );

/** All places that some version's packs mark must-support; alternatives stand together. */
export function mustSupportPlaces(versions: readonly string[]): Places {
  const dropped = new Map<string, Set<string>>();
  const unsystematic = new Map<string, Set<string>>();
  const add = (places: typeof dropped, type: string, place: string): void =>
    void places.set(type, (places.get(type) ?? new Set()).add(place));
  for (const usCore of versions) {
    const pack = packRows(usCore);
    for (const profile of pack.profiles) {
      const rows = mustSupportRows({ config: fakeConfig(), pack, profile });
      const { type } = profile;
      for (const { element } of rows.elements) add(dropped, type, plain(element.path));
      for (const { slice } of rows.slices) {
        const [first] = slice.discriminators;
        if (first?.type === 'type') {
          const [name = ''] = [first.value].flat();
          add(dropped, type, slice.path.replace('[x]', capitalised(String(name))));
        } else {
          add(dropped, type, plain(slice.path));
          const within = first?.path === '$this' ? '' : `.${first?.path}`;
          add(unsystematic, type, `${plain(slice.path)}${within}`.replace(/\.coding.*/, ''));
        }
      }
      for (const { extension } of rows.extensions) {
        add(dropped, type, extensionName(extension.path, extension.url));
      }
      for (const { alternatives } of rows.choices) {
        const names = alternatives.map(({ path, extension }) => {
          const row = profile.mustSupport.extensions.find(({ id }) => id === extension);
          return path ?? extensionName('', row?.url);
        });
        add(dropped, type, names.join('|'));
      }
    }
  }
  return { dropped: sorted(dropped), unsystematic: sorted(unsystematic) };
}
