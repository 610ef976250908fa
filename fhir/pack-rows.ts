/** Strength with which an implementation guide asks for something (conformance-expectation). */
export type Expectation = 'SHALL' | 'SHOULD' | 'MAY';

export type SearchParamType =
  | 'token'
  | 'reference'
  | 'string'
  | 'date'
  | 'quantity'
  | 'uri'
  | 'number'
  | 'composite'
  | 'special';

/** A search parameter of one resource type as the guide defines or uses it. */
export interface SearchParamRow {
  readonly name: string;
  readonly type: SearchParamType;
  /** FHIRPath for this resource type alone. */
  readonly expression: string;
  /**
   * Element paths behind the expression without the resource type (`onset[x]` as `onset`), each
   * with the FHIR types it can have.
   */
  readonly paths: readonly { readonly path: string; readonly types: readonly string[] }[];
  readonly expectation: Expectation;
  readonly comparators: Readonly<Record<string, Expectation>>;
  readonly multipleOr?: Expectation;
  readonly multipleAnd?: Expectation;
  readonly targets?: readonly string[];
}

/** A search that a profile's capability statement asks for: parameter names in alphabetic order. */
export interface SearchRow {
  readonly params: readonly string[];
  readonly expectation: Expectation;
}

export interface ProfileRow {
  /** Last part of the canonical, e.g. `us-core-allergyintolerance`. */
  readonly id: string;
  readonly url: string;
  readonly type: string;
  /** Title as the guide's facts give it (a name, no prose). */
  readonly name: string;
  /** Paths of elements with a minimum cardinality of one, without the resource type. */
  readonly mandatory: readonly string[];
  readonly mustSupport: MustSupportRows;
  /** Must-support Reference elements and the profiles each may lead to. */
  readonly references: readonly {
    readonly path: string;
    readonly targetProfiles: readonly string[];
  }[];
  /**
   * Element path → the codes or values a seed search on it uses: must-support slice codes, fixed
   * codes or bound codes.
   */
  readonly seedValues: Readonly<
    Record<string, readonly { readonly system?: string; readonly code: string }[]>
  >;
  /** Paths with a required binding and the value set. */
  readonly requiredBindings: readonly { readonly path: string; readonly valueSet: string }[];
}

export interface MustSupportElement {
  /** Path without the resource type; a typed choice is spelt `value[x]:valueQuantity` as `valueQuantity`. */
  readonly path: string;
  /** Fixed or pattern value the element must show to count. */
  readonly fixed?: unknown;
  readonly types?: readonly string[];
  /** Required by USCDI although not flagged must-support (uscdi-requirement extension). */
  readonly uscdi?: boolean;
}

export interface MustSupportSlice {
  readonly path: string;
  readonly slice: string;
  readonly discriminators: readonly {
    readonly type: 'value' | 'pattern' | 'type' | 'exists' | 'profile' | 'binding';
    /** Path relative to the sliced element, `$this` for itself. */
    readonly path: string;
    readonly value?: unknown;
    /** Codes of the bound value set as `system|code` where the binding tells the slice. */
    readonly codes?: readonly string[];
  }[];
  readonly uscdi?: boolean;
}

export interface MustSupportExtension {
  /** Path of the element that carries it, empty for the resource itself. */
  readonly path: string;
  readonly url: string;
  readonly id: string;
  readonly uscdi?: boolean;
}

export interface MustSupportRows {
  readonly elements: readonly MustSupportElement[];
  readonly slices: readonly MustSupportSlice[];
  readonly extensions: readonly MustSupportExtension[];
}

export interface ResourceRow {
  readonly type: string;
  readonly expectation: Expectation;
  readonly supportedProfiles: readonly string[];
  readonly interactions: Readonly<Record<string, Expectation>>;
  readonly operations: Readonly<Record<string, Expectation>>;
  readonly includes: readonly { readonly value: string; readonly expectation: Expectation }[];
  readonly revincludes: readonly { readonly value: string; readonly expectation: Expectation }[];
  readonly searchParams: readonly SearchParamRow[];
  readonly searches: readonly SearchRow[];
}

/** The rows that checks are multiplied by, derived from a guide's package; facts, no prose. */
export interface PackRows {
  /** Package name and version. */
  readonly name: string;
  readonly version: string;
  /** Canonical of the server capability statement the rows come from. */
  readonly capabilityStatement: string;
  readonly resources: readonly ResourceRow[];
  readonly profiles: readonly ProfileRow[];
}
