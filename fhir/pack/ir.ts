/**
 * The intermediate representation that packs hold: what a StructureDefinition's snapshot demands, as
 * a tree, without prose. Absent members mean the usual case.
 */
export interface ElementIr {
  /** Last step of the path, a choice without `[x]`. */
  readonly name: string;
  readonly choice?: true;
  readonly min?: number;
  /** Absent: 1; -1: unbounded. */
  readonly max?: number;
  /** JSON holds the element as an array (by the base definition's maximum). */
  readonly array?: true;
  readonly types?: readonly TypeIr[];
  /** Path of the element whose content is meant (ElementDefinition.contentReference). */
  readonly ref?: string;
  readonly fixed?: unknown;
  readonly pattern?: unknown;
  readonly minValue?: unknown;
  readonly maxValue?: unknown;
  readonly maxLength?: number;
  readonly binding?: BindingIr;
  readonly constraints?: readonly ConstraintIr[];
  readonly modifier?: true;
  readonly slicing?: SlicingIr;
  /** In the order of the profile; a reslice stands in the slices of its slice. */
  readonly slices?: readonly (ElementIr & { readonly slice: string })[];
  readonly children?: readonly ElementIr[];
}

export interface TypeIr {
  readonly code: string;
  readonly profiles?: readonly string[];
  readonly targets?: readonly string[];
  readonly versioning?: 'independent' | 'specific';
  readonly aggregation?: readonly string[];
}

export interface BindingIr {
  readonly strength: 'required' | 'extensible' | 'preferred';
  readonly valueSet: string;
  /** elementdefinition-maxValueSet: codes beyond this one are errors. */
  readonly max?: string;
  /** Additional bindings that are required without condition. */
  readonly also?: readonly string[];
}

export interface ConstraintIr {
  readonly key: string;
  /** Absent: error. */
  readonly severity?: 'warning';
  readonly expression: string;
}

export interface SlicingIr {
  readonly by: readonly {
    readonly type: 'value' | 'pattern' | 'type' | 'exists' | 'profile' | 'position';
    readonly path: string;
  }[];
  readonly ordered?: true;
  readonly rules?: 'closed' | 'openAtEnd';
}

export interface StructureIr {
  readonly url: string;
  readonly version?: string;
  readonly name: string;
  readonly type: string;
  readonly kind: 'primitive-type' | 'complex-type' | 'resource' | 'logical';
  readonly abstract?: true;
  readonly base?: string;
  readonly constraint?: true;
  readonly context?: readonly { readonly type: string; readonly expression: string }[];
  readonly contextInvariants?: readonly string[];
  readonly root: ElementIr;
}

/** Codes by system; `undetermined` systems hold more than is listed here. */
export interface ValueSetIr {
  readonly url: string;
  readonly version?: string;
  readonly systems: Readonly<Record<string, readonly string[]>>;
  readonly undetermined?: readonly string[];
  /** Some part could not be read: codes of other systems may belong too. */
  readonly open?: true;
  /** Codes are told by a grammar (`bcp47`, `mime`, `ucum`), by the system that they belong to. */
  readonly grammars?: Readonly<Record<string, string>>;
}

/** A code system whose codes are all held, each with what may be shown for it. */
export interface CodeSystemIr {
  readonly url: string;
  readonly version?: string;
  /** Absent: a code in other letters may be meant (CodeSystem.caseSensitive). */
  readonly caseSensitive?: true;
  readonly codes: readonly string[];
  /** In the order of the codes: one text, or several; empty where there is none. */
  readonly displays: readonly (string | readonly string[])[];
}

/** A compiled package, looked into entry by entry so that a cold start reads only what it needs. */
export interface Pack {
  readonly name: string;
  readonly version: string;
  structure(url: string): StructureIr | undefined;
  valueSet(url: string): ValueSetIr | undefined;
  codeSystem(url: string): CodeSystemIr | undefined;
  /** Canonicals of all structures, for lookups by type. */
  readonly structureUrls: readonly string[];
}
