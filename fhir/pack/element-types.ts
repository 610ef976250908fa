import type { Definitions, ElementDefinition } from './definitions.ts';

const elementsOf = (definitions: Definitions, type: string): readonly ElementDefinition[] =>
  definitions.structure(type)?.snapshot?.element ?? [];

/** Type codes without the FHIRPath system types that ids are given in R4. */
export const typeCodes = (element: ElementDefinition): string[] => [
  ...new Set(
    (element.type ?? []).map(({ code }) =>
      code.startsWith('http://hl7.org/fhirpath/System.') ? 'string' : code,
    ),
  ),
];

/** FHIR types that a path of a resource or data type can have, `value[x]` spelt as `value`. */
export function elementTypes(definitions: Definitions, type: string, path: string): string[] {
  const elements = elementsOf(definitions, type);
  const steps = path.split('.');
  let at = type;
  for (const [index, step] of steps.entries()) {
    const element = elements.find(
      (candidate) => candidate.path === `${at}.${step}` || candidate.path === `${at}.${step}[x]`,
    );
    if (!element) return [];
    const rest = steps.slice(index + 1);
    if (rest.length === 0) {
      return element.path.endsWith('id') && step === 'id' ? ['id'] : typeCodes(element);
    }
    if (element.contentReference) {
      at = element.contentReference.slice(element.contentReference.indexOf('#') + 1);
      continue;
    }
    const [only] = typeCodes(element);
    if (only !== 'BackboneElement' && only !== 'Element') {
      return typeCodes(element).flatMap((code) => elementTypes(definitions, code, rest.join('.')));
    }
    at = element.path;
  }
  return [];
}
