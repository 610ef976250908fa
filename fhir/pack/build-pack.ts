import { codeSystemsOf } from './code-systems.ts';
import { required } from './required-sets.ts';
import { type Conformance, Definitions } from './definitions.ts';
import type { Pack, StructureIr, ValueSetIr } from './ir.ts';
import { memoryPack, type PackContent } from './pack-file.ts';
import { Snapshots } from './snapshot.ts';
import { structureIr, valueSetIr, valueSetsOf } from './to-ir.ts';
import { Terminology } from './value-sets.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface PackInput {
  readonly name: string;
  readonly version: string;
  readonly resources: readonly Conformance[];
}

export interface BuiltPack {
  readonly pack: Pack;
  readonly content: PackContent;
  /** What could not be compiled, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Compiles a package to a pack. `foundation` are the resources it stands on (R4 core, dependencies);
 * value sets that the packs below already hold are left to them.
 */
export function buildPack(
  source: PackInput,
  foundation: readonly Conformance[] = [],
  below: readonly Pack[] = [],
): BuiltPack {
  const definitions = new Definitions(foundation, required, source.resources);
  const snapshots = new Snapshots(definitions);
  const terminology = new Terminology(definitions);
  const structures: StructureIr[] = [];
  for (const resource of source.resources) {
    if (resource.resourceType !== 'StructureDefinition') continue;
    const ir = structureIr(resource, snapshots);
    if (ir) structures.push(ir);
  }
  structures.sort((a, b) => byText(a.url, b.url));
  const wanted = new Set<string>();
  for (const { root } of structures) valueSetsOf(root, wanted);
  for (const resource of source.resources) {
    if (resource.resourceType === 'ValueSet' && below.length > 0 && resource.url !== undefined)
      wanted.add(resource.url);
  }
  const valueSets: ValueSetIr[] = [];
  const own = new Set(
    source.resources.flatMap(({ resourceType, url }) => (resourceType === 'ValueSet' ? [url] : [])),
  );
  for (const url of [...new Set([...wanted].map((each) => each.split('|')[0] ?? each))].sort(
    byText,
  )) {
    if (!own.has(url) && below.some((pack) => pack.valueSet(url))) continue;
    const ir = valueSetIr(url, definitions, terminology);
    if (ir) valueSets.push(ir);
  }
  const { name, version } = source;
  const content = {
    name,
    version,
    structures,
    valueSets,
    codeSystems: codeSystemsOf(source, valueSets),
  };
  return { pack: memoryPack(content), content, problems: snapshots.problems };
}
