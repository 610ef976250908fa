import type { CodeSystem, Concept, Conformance } from './definitions.ts';
import type { CodeSystemIr, ValueSetIr } from './ir.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those of FHIR itself; `ex-` are examples, and below `sid` stand others' systems. */
const FHIR = /^http:\/\/hl7\.org\/fhir\/(?:CodeSystem\/)?(?!ex-)[^/]+$/;
const HL7 = 'http://terminology.hl7.org/CodeSystem/';

const baseOf = (url: string): string | undefined =>
  /^(https?:.*\/)(?:CodeSystem|StructureDefinition)\//.exec(url)?.[1];

/**
 * The code systems of a package that its pack holds. Of R4 core's, FHIR's own, and those of HL7 that
 * a value set draws from (hundreds of HL7's tables stand in no binding); of a guide's, those under
 * its own canonical. Copies of others' systems (ISO, CDC, DICOM) say nothing about what their makers
 * have added since.
 */
export function codeSystemsOf(
  { name, resources }: { readonly name: string; readonly resources: readonly Conformance[] },
  valueSets: readonly ValueSetIr[],
): CodeSystemIr[] {
  const isCore = name === 'hl7.fhir.r4.core';
  const bases = new Set(
    resources.map(({ resourceType, url }) =>
      resourceType === 'StructureDefinition' && url !== undefined ? baseOf(url) : undefined,
    ),
  );
  const drawnFrom = new Set(valueSets.flatMap(({ systems }) => Object.keys(systems)));
  return resources
    .filter((resource) => resource.resourceType === 'CodeSystem')
    .filter(({ url }) =>
      isCore
        ? FHIR.test(url) || (url.startsWith(HL7) && drawnFrom.has(url))
        : baseOf(url) !== undefined && bases.has(baseOf(url)),
    )
    .flatMap((system) => codeSystemIr(system) ?? [])
    .sort((a, b) => byText(a.url, b.url));
}

/**
 * A code system as the pack holds it: every code with the texts that may be shown for it; undefined
 * where the resource does not list them all (FHIR R4, CodeSystem.content).
 */
function codeSystemIr(system: CodeSystem): CodeSystemIr | undefined {
  if (system.content !== 'complete' || (system.concept?.length ?? 0) === 0) return undefined;
  const displays = new Map<string, Set<string>>();
  collect(system.concept ?? [], displays);
  const sorted = [...displays].sort(([a], [b]) => byText(a, b));
  return {
    url: system.url,
    ...(system.version !== undefined && { version: system.version }),
    ...(system.caseSensitive === true && { caseSensitive: true as const }),
    codes: sorted.map(([code]) => code),
    displays: sorted.map(([, texts]) => {
      const [only = ''] = texts;
      return texts.size > 1 ? [...texts] : only;
    }),
  };
}

function collect(concepts: readonly Concept[], displays: Map<string, Set<string>>): void {
  for (const { code, display, designation = [], concept = [] } of concepts) {
    const texts = displays.get(code) ?? new Set<string>();
    for (const text of [display, ...designation.map(({ value }) => value)]) {
      if (text !== undefined && text !== '') texts.add(text);
    }
    displays.set(code, texts);
    collect(concept, displays);
  }
}
