/** What is known of one element: its possible types and whether JSON holds it as an array. */
export interface ElementFact {
  /**
   * FHIR type names; of a backbone element or a content reference the path of its definition, such
   * as `Observation.component` (FHIR R4, ElementDefinition.contentReference).
   */
  readonly types: readonly string[];
  readonly array: boolean;
  /** The element is a choice: its JSON property is the name followed by the type. */
  readonly choice?: boolean;
}

/** The base definitions that typed translation of FHIRPath leans on. */
export interface TypeModel {
  /** Facts of an element by its definition's type or backbone path; choices without `[x]`. */
  element(type: string, name: string): ElementFact | undefined;
  /** The type that this one specializes: `Element` for a backbone and a data type's root. */
  parent(type: string): string | undefined;
}

/** The part of a StructureDefinition that the model is made from. */
export interface ModelSource {
  readonly name: string;
  readonly type: string;
  readonly derivation?: string;
  readonly baseDefinition?: string;
  readonly snapshot?: { readonly element: readonly ModelElement[] };
}

interface ModelElement {
  readonly path: string;
  readonly max?: string;
  readonly contentReference?: string;
  readonly type?: readonly { readonly code: string }[];
  readonly base?: { readonly max?: string };
}

const INLINE = new Set(['BackboneElement', 'Element']);

/** Builds a model from base StructureDefinitions with snapshots; constraints are passed over. */
export function modelFrom(definitions: Iterable<ModelSource>): TypeModel {
  const elements = new Map<string, ElementFact>();
  const parents = new Map<string, string>();
  for (const definition of definitions) {
    if (definition.derivation === 'constraint') continue;
    const base = definition.baseDefinition?.split('/').pop();
    if (base !== undefined) parents.set(definition.type, base);
    for (const element of definition.snapshot?.element ?? []) {
      if (element.path.includes('.')) addElement(element, elements, parents);
    }
  }
  return {
    element: (type, name) => elements.get(`${type}.${name}`),
    parent: (type) => parents.get(type),
  };
}

function addElement(
  element: ModelElement,
  elements: Map<string, ElementFact>,
  parents: Map<string, string>,
): void {
  const array = (element.base?.max ?? element.max) !== '1' && element.max !== '1';
  if (element.contentReference !== undefined) {
    elements.set(element.path, {
      types: [element.contentReference.slice(element.contentReference.indexOf('#') + 1)],
      array,
    });
    return;
  }
  const codes = [...new Set((element.type ?? []).map(({ code }) => typeNameOf(code)))];
  if (element.path.endsWith('[x]')) {
    elements.set(element.path.slice(0, -3), { types: codes, array: false, choice: true });
    return;
  }
  const inline = codes.length === 1 && INLINE.has(codes[0] ?? '');
  if (inline) parents.set(element.path, codes[0] ?? 'Element');
  elements.set(element.path, { types: inline ? [element.path] : codes, array });
}

/** FHIRPath system types stand for the primitives of ids and urls in R4's definitions. */
const typeNameOf = (code: string): string =>
  code.startsWith('http://hl7.org/fhirpath/System.')
    ? (SYSTEM_AS_FHIR[code.slice(code.lastIndexOf('.') + 1)] ?? 'string')
    : code;

const SYSTEM_AS_FHIR: Readonly<Record<string, string>> = {
  String: 'string',
  Boolean: 'boolean',
  Date: 'date',
  DateTime: 'dateTime',
  Time: 'time',
  Decimal: 'decimal',
  Integer: 'integer',
};
