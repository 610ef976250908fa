import type { CodeSystemIr, Pack, StructureIr, ValueSetIr } from './ir.ts';

/** First line of a pack file; the number changes when older readers could misread the rest. */
const FORMAT = 2;
/** Packs without code systems, built before there were any, read the same. */
const KNOWN_FORMATS: readonly unknown[] = [1, FORMAT];

export interface PackContent {
  readonly name: string;
  readonly version: string;
  readonly structures: readonly StructureIr[];
  readonly valueSets: readonly ValueSetIr[];
  readonly codeSystems?: readonly CodeSystemIr[];
}

/** A pack over content in memory. */
export function memoryPack(content: PackContent): Pack {
  const { name, version, structures, valueSets, codeSystems = [] } = content;
  const structureMap = new Map(structures.map((structure) => [structure.url, structure]));
  const valueSetMap = new Map(valueSets.map((valueSet) => [valueSet.url, valueSet]));
  const codeSystemMap = new Map(codeSystems.map((system) => [system.url, system]));
  return {
    name,
    version,
    structure: (url) => structureMap.get(url),
    valueSet: (url) => valueSetMap.get(url),
    codeSystem: (url) => codeSystemMap.get(url),
    structureUrls: [...structureMap.keys()],
  };
}

/** The text of a pack file: a head, then a line for each structure, value set and code system. */
export function serializePack(content: PackContent): string {
  const { name, version, structures, valueSets, codeSystems = [] } = content;
  return [
    JSON.stringify({ format: FORMAT, name, version }),
    ...structures.map((structure) => line('S', structure)),
    ...valueSets.map((valueSet) => line('V', valueSet)),
    ...codeSystems.map((system) => line('C', system)),
    '',
  ].join('\n');
}

/** ASCII alone: one letter beyond it would double the memory that an open pack takes. */
const line = (kind: string, entry: { readonly url: string }): string =>
  `${kind} ${entry.url}\t${JSON.stringify(entry)}`.replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

interface Head {
  readonly name: string;
  readonly version: string;
}

/** The first line of a pack file; undefined where a text is none. */
function headOf(text: string): Head | undefined {
  let head: unknown;
  try {
    head = JSON.parse(text.slice(0, Math.max(text.indexOf('\n'), 0)));
  } catch {
    return undefined;
  }
  if (typeof head !== 'object' || head === null) return undefined;
  const { format, name, version } = head as Record<string, unknown>;
  return KNOWN_FORMATS.includes(format) && typeof name === 'string' && typeof version === 'string'
    ? { name, version }
    : undefined;
}

/** Whether a text is a pack of a format that is known here. */
export const isPack = (text: string): boolean => headOf(text) !== undefined;

/**
 * Opens the text of a pack file. Each line is parsed when it is first asked for, so that opening
 * costs a scan for line ends and no more.
 */
export function parsePack(text: string): Pack {
  const firstEnd = text.indexOf('\n');
  const head = headOf(text);
  if (!head) throw new Error('This is no pack of a format that is known here.');
  const { name, version } = head;
  const structures = new Map<string, StructureIr | readonly [number, number]>();
  const valueSets = new Map<string, ValueSetIr | readonly [number, number]>();
  const codeSystems = new Map<string, CodeSystemIr | readonly [number, number]>();
  const maps: Readonly<Record<string, Map<string, unknown>>> = {
    S: structures,
    V: valueSets,
    C: codeSystems,
  };
  for (let at = firstEnd + 1; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const tab = text.indexOf('\t', at);
    if (end < 0 || tab < 0) break;
    maps[text[at] ?? '']?.set(text.slice(at + 2, tab), [tab + 1, end]);
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
    codeSystem: (url) => read(codeSystems, url),
    structureUrls: [...structures.keys()],
  };
}
