import { buildPack } from './build-pack.ts';
import { coreDefinitions } from './core-source.ts';
import { type Conformance, Definitions } from './definitions.ts';
import { memoryPack, serializePack } from './pack-file.ts';
import {
  openPackage,
  PackageError,
  type PackageOptions,
  type PackageSource,
} from './package-source.ts';
import { refuseMisshapen } from './shape.ts';
import { buildRows } from './rows.ts';
import { Terminology } from './value-sets.ts';

export interface BuiltPackage {
  readonly name: string;
  readonly version: string;
  /** Text of the pack file. */
  readonly pack: string;
  /** Text of the rows file; absent where the package has no server capability statement. */
  readonly rows?: string;
  readonly structures: number;
  readonly valueSets: number;
  /** What is missing or could not be compiled, a sentence each. */
  readonly problems: readonly string[];
}

/** R4 core comes from the definitions at hand, whatever a package asks for. */
const CORE = /^hl7\.fhir\.r4b?\.(?:core|expansions)$/;

/** FHIR R4 core as a pack, the one that all others stand on. */
export const CORE_PACKAGE = { name: 'hl7.fhir.r4.core', version: '4.0.1' } as const;

/** Compiles R4 core itself. */
export function buildCore(): BuiltPackage {
  const { content, problems } = buildPack({ ...CORE_PACKAGE, resources: coreDefinitions() });
  return {
    ...CORE_PACKAGE,
    pack: serializePack(content),
    structures: content.structures.length,
    valueSets: content.valueSets.length,
    problems,
  };
}

/** Compiles a package whose dependencies are given. */
export function compilePackage(
  source: PackageSource,
  dependencies: readonly Conformance[] = [],
): BuiltPackage {
  const core = coreDefinitions();
  const foundation = [...core, ...dependencies];
  const below = memoryPack(buildPack({ ...CORE_PACKAGE, resources: core }).content);
  refuseMisshapen(dependencies, below, `What ${source.name} stands on`);
  refuseMisshapen(source.resources, below, `${source.name}#${source.version}`);
  const { content, problems } = buildPack(source, foundation, [below]);
  const definitions = new Definitions(foundation, source.resources);
  const hasServer = source.resources.some(
    (resource) =>
      resource.resourceType === 'CapabilityStatement' &&
      resource.rest?.some(({ mode }) => mode === 'server'),
  );
  const rows = hasServer && buildRows(source, definitions, new Terminology(definitions));
  return {
    name: source.name,
    version: source.version,
    pack: serializePack(content),
    ...(rows && { rows: `${JSON.stringify(rows, null, 1)}\n` }),
    structures: content.structures.length,
    valueSets: content.valueSets.length,
    problems,
  };
}

/**
 * Opens a package (`FILE.tgz` or `NAME#VERSION`), follows its dependencies and compiles it. A
 * dependency that cannot be had is told and left out: what leans on it will not be checked.
 */
export async function buildPackage(
  spec: string,
  options: PackageOptions = {},
): Promise<BuiltPackage> {
  if (spec === `${CORE_PACKAGE.name}#${CORE_PACKAGE.version}`) return buildCore();
  const source = await openPackage(spec, options);
  const missing: string[] = [];
  const resources: Conformance[] = [];
  const queue = Object.entries(source.dependencies);
  const seen = new Set<string>();
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, version] = next;
    if (CORE.test(name) || seen.has(name)) continue;
    seen.add(name);
    try {
      const dependency = await openPackage(`${name}#${version}`, options);
      resources.unshift(...dependency.resources);
      queue.push(...Object.entries(dependency.dependencies));
    } catch (error) {
      if (!(error instanceof PackageError)) throw error;
      missing.push(error.message);
    }
  }
  const built = compilePackage(source, resources);
  return { ...built, problems: [...new Set([...missing, ...built.problems])] };
}
