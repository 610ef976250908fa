import type { Pack, StructureIr, ValueSetIr } from './ir.ts';

/** First line of a pack file; the number changes when older readers could misread the rest. */
const FORMAT = 1;

export interface PackContent {
  readonly name: string;
  readonly version: string;
  readonly structures: readonly StructureIr[];
  readonly valueSets: readonly ValueSetIr[];
}

/** A pack over content in memory. */
export function memoryPack({ name, version, structures, valueSets }: PackContent): Pack {
  const structureMap = new Map(structures.map((structure) => [structure.url, structure]));
  const valueSetMap = new Map(valueSets.map((valueSet) => [valueSet.url, valueSet]));
  return {
    name,
    version,
    structure: (url) => structureMap.get(url),
    valueSet: (url) => valueSetMap.get(url),
    structureUrls: [...structureMap.keys()],
  };
}

/** Names of the value sets of a pack stand only in its file, so they come along here. */
export function serializePack(content: PackContent): string {
  const { name, version, structures, valueSets } = content;
  return [
    JSON.stringify({ format: FORMAT, name, version }),
    ...structures.map((structure) => `S ${structure.url}\t${JSON.stringify(structure)}`),
    ...valueSets.map((valueSet) => `V ${valueSet.url}\t${JSON.stringify(valueSet)}`),
    '',
  ].join('\n');
}

/**
 * Opens the text of a pack file. Each line is parsed when it is first asked for, so that opening
 * costs a scan for line ends and no more.
 */
export function parsePack(text: string): Pack {
  const firstEnd = text.indexOf('\n');
  const head: unknown = JSON.parse(text.slice(0, firstEnd));
  if (typeof head !== 'object' || head === null || !('format' in head) || head.format !== FORMAT) {
    throw new Error('This is no pack of a format that is known here.');
  }
  const { name, version } = head as unknown as { name: string; version: string };
  const structures = new Map<string, StructureIr | readonly [number, number]>();
  const valueSets = new Map<string, ValueSetIr | readonly [number, number]>();
  for (let at = firstEnd + 1; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const tab = text.indexOf('\t', at);
    if (end < 0 || tab < 0) break;
    (text[at] === 'S' ? structures : valueSets).set(text.slice(at + 2, tab), [tab + 1, end]);
    at = end + 1;
  }
  const read = <T extends object>(
    map: Map<string, T | readonly [number, number]>,
    url: string,
  ): T | undefined => {
    const entry = map.get(url);
    if (!Array.isArray(entry)) return entry as T | undefined;
    const parsed = JSON.parse(text.slice(entry[0], entry[1])) as T;
    map.set(url, parsed);
    return parsed;
  };
  return {
    name,
    version,
    structure: (url) => read(structures, url),
    valueSet: (url) => read(valueSets, url),
    structureUrls: [...structures.keys()],
  };
}
