/** One departure from a rule, after `OperationOutcome.issue`. */
export interface Issue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information';
  /** Code of http://hl7.org/fhir/issue-type. */
  readonly code: string;
  /** Rule that is broken: the key of an invariant or a name from `docs/validation.md`. */
  readonly rule: string;
  /** FHIRPath of the element, from the resource's type on. */
  readonly expression: string;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly received?: string | undefined;
  /** Canonical of the profile that demands it; absent for what FHIR itself demands. */
  readonly profile?: string | undefined;
}

/** Something that could not be decided, counted. */
export interface NotCheckedItem {
  readonly what: string;
  readonly why: string;
  readonly count: number;
}

/** An issue on its way up: `path` grows at the front as callers add their step. */
export interface Found {
  severity: Issue['severity'];
  code: string;
  rule: string;
  path: string;
  message: string;
  expected?: string;
  received?: string;
  profile?: string;
}

/** Rule of a code that its code system does not have. */
export const UNKNOWN_CODE = 'unknown-code';
