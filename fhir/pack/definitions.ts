/** What the pack builder reads of conformance resources (FHIR R4 StructureDefinition and friends). */
export interface Extension {
  readonly url: string;
  readonly extension?: readonly Extension[];
  readonly [value: `value${string}`]: unknown;
}

export interface Extended {
  readonly extension?: readonly Extension[];
}

export interface ElementType extends Extended {
  readonly code: string;
  readonly profile?: readonly string[];
  readonly _profile?: readonly (Extended | null)[];
  readonly targetProfile?: readonly string[];
  readonly _targetProfile?: readonly (Extended | null)[];
  readonly versioning?: string;
  readonly aggregation?: readonly string[];
}

export interface Discriminator {
  readonly type: 'value' | 'pattern' | 'type' | 'exists' | 'profile' | 'position';
  readonly path: string;
}

export interface Slicing {
  readonly discriminator?: readonly Discriminator[];
  readonly ordered?: boolean;
  readonly rules?: 'open' | 'closed' | 'openAtEnd';
}

export interface Constraint {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human?: string;
  readonly expression?: string;
  readonly source?: string;
  readonly extension?: readonly Extension[];
}

export interface Binding extends Extended {
  readonly strength: 'required' | 'extensible' | 'preferred' | 'example';
  readonly valueSet?: string;
}

export interface ElementDefinition extends Extended {
  readonly id: string;
  readonly path: string;
  readonly sliceName?: string;
  readonly representation?: readonly string[];
  readonly slicing?: Slicing;
  readonly min?: number;
  readonly max?: string;
  readonly base?: { readonly path: string; readonly min: number; readonly max: string };
  readonly contentReference?: string;
  readonly type?: readonly ElementType[];
  readonly maxLength?: number;
  readonly constraint?: readonly Constraint[];
  readonly mustSupport?: boolean;
  readonly isModifier?: boolean;
  readonly binding?: Binding;
  readonly [other: string]: unknown;
}

export interface StructureDefinition extends Extended {
  readonly resourceType: 'StructureDefinition';
  readonly id?: string;
  readonly url: string;
  readonly version?: string;
  readonly name: string;
  readonly title?: string;
  readonly kind: 'primitive-type' | 'complex-type' | 'resource' | 'logical';
  readonly fhirVersion?: string;
  readonly abstract?: boolean;
  readonly type: string;
  readonly baseDefinition?: string;
  readonly derivation?: 'specialization' | 'constraint';
  readonly context?: readonly { readonly type: string; readonly expression: string }[];
  readonly contextInvariant?: readonly string[];
  readonly snapshot?: { readonly element: readonly ElementDefinition[] };
  readonly differential?: { readonly element: readonly ElementDefinition[] };
}

export interface Concept {
  readonly code: string;
  readonly display?: string;
  readonly designation?: readonly { readonly value: string }[];
  readonly concept?: readonly Concept[];
  readonly property?: readonly {
    readonly code: string;
    readonly [value: `value${string}`]: unknown;
  }[];
}

export interface CodeSystem extends Extended {
  readonly resourceType: 'CodeSystem';
  readonly url: string;
  readonly version?: string;
  readonly caseSensitive?: boolean;
  readonly content?: 'not-present' | 'example' | 'fragment' | 'complete' | 'supplement';
  readonly supplements?: string;
  readonly hierarchyMeaning?: string;
  readonly concept?: readonly Concept[];
}

export interface ConceptSet {
  readonly system?: string;
  readonly version?: string;
  readonly concept?: readonly { readonly code: string }[];
  readonly filter?: readonly {
    readonly property: string;
    readonly op: string;
    readonly value: string;
  }[];
  readonly valueSet?: readonly string[];
}

export interface ValueSet extends Extended {
  readonly resourceType: 'ValueSet';
  readonly url: string;
  readonly version?: string;
  readonly compose?: {
    readonly inactive?: boolean;
    readonly include: readonly ConceptSet[];
    readonly exclude?: readonly ConceptSet[];
  };
  readonly expansion?: { readonly contains?: readonly ExpansionItem[]; readonly total?: number };
}

export interface ExpansionItem {
  readonly system?: string;
  readonly code?: string;
  readonly abstract?: boolean;
  readonly contains?: readonly ExpansionItem[];
}

export interface SearchParameter extends Extended {
  readonly resourceType: 'SearchParameter';
  readonly url: string;
  readonly version?: string;
  readonly code: string;
  readonly base: readonly string[];
  readonly type: string;
  readonly expression?: string;
  readonly target?: readonly string[];
  readonly multipleOr?: boolean;
  readonly _multipleOr?: Extended;
  readonly multipleAnd?: boolean;
  readonly _multipleAnd?: Extended;
  readonly comparator?: readonly string[];
  readonly _comparator?: readonly (Extended | null)[];
}

export interface CapabilityResource extends Extended {
  readonly type: string;
  readonly supportedProfile?: readonly string[];
  readonly interaction?: readonly (Extended & { readonly code: string })[];
  readonly operation?: readonly (Extended & { readonly name: string })[];
  readonly searchInclude?: readonly string[];
  readonly _searchInclude?: readonly (Extended | null)[];
  readonly searchRevInclude?: readonly string[];
  readonly _searchRevInclude?: readonly (Extended | null)[];
  readonly searchParam?: readonly (Extended & {
    readonly name: string;
    readonly type: string;
    readonly definition?: string;
  })[];
}

export interface CapabilityStatement extends Extended {
  readonly resourceType: 'CapabilityStatement';
  readonly id?: string;
  readonly url: string;
  readonly version?: string;
  readonly rest?: readonly {
    readonly mode: 'server' | 'client';
    readonly resource?: readonly CapabilityResource[];
  }[];
}

export interface OtherConformance {
  readonly resourceType: 'Questionnaire' | 'ConceptMap' | 'NamingSystem' | 'OperationDefinition';
  readonly url?: string;
  readonly version?: string;
}

export type Conformance =
  | StructureDefinition
  | CodeSystem
  | ValueSet
  | SearchParameter
  | CapabilityStatement
  | OtherConformance;

/** Canonicals looked up by url, with or without `|version`; the later source wins. */
export class Definitions {
  readonly #byUrl = new Map<string, Conformance>();
  readonly #all: Conformance[] = [];

  constructor(...sources: (readonly Conformance[])[]) {
    for (const source of sources) for (const resource of source) this.add(resource);
  }

  add(resource: Conformance): void {
    this.#all.push(resource);
    if (typeof resource.url !== 'string') return;
    this.#byUrl.set(`${resource.resourceType} ${resource.url}`, resource);
    if (resource.version) {
      this.#byUrl.set(`${resource.resourceType} ${resource.url}|${resource.version}`, resource);
    }
  }

  #find(type: string, canonical: string): Conformance | undefined {
    return (
      this.#byUrl.get(`${type} ${canonical}`) ??
      this.#byUrl.get(`${type} ${canonical.split('|')[0]}`)
    );
  }

  structure(canonical: string): StructureDefinition | undefined {
    const url = canonical.includes(':')
      ? canonical
      : `http://hl7.org/fhir/StructureDefinition/${canonical}`;
    return this.#find('StructureDefinition', url) as StructureDefinition | undefined;
  }

  valueSet(canonical: string): ValueSet | undefined {
    return this.#find('ValueSet', canonical) as ValueSet | undefined;
  }

  codeSystem(canonical: string): CodeSystem | undefined {
    return this.#find('CodeSystem', canonical) as CodeSystem | undefined;
  }

  searchParameter(canonical: string): SearchParameter | undefined {
    return this.#find('SearchParameter', canonical) as SearchParameter | undefined;
  }

  all<T extends Conformance['resourceType']>(
    type: T,
  ): (Conformance & { readonly resourceType: T })[] {
    return this.#all.filter(
      (resource): resource is Conformance & { readonly resourceType: T } =>
        resource.resourceType === type,
    );
  }
}

/** Prefixed `value[x]` of an extension, whatever its type. */
export const extensionValue = (owner: Extended | null | undefined, url: string): unknown => {
  const found = owner?.extension?.find((extension) => extension.url === url);
  if (!found) return undefined;
  const key = Object.keys(found).find((name) => name.startsWith('value'));
  return key === undefined ? undefined : found[key as `value${string}`];
};
