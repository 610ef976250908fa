export type Severity = 'error' | 'warning' | 'information';

/** One departure from a requirement, after `OperationOutcome.issue` (FHIR R4). */
export interface Finding {
  readonly severity: Severity;
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  /** `Type/id` of the resource concerned. */
  readonly resource?: string;
  /** FHIRPath of the element concerned, or the name of the header or JSON member. */
  readonly expression?: string;
  /** Index of the exchange that shows it. */
  readonly exchange?: number;
  readonly remedy?: string;
  /** Id of the root cause it was grouped under. */
  readonly cause?: string;
}

interface Contrast {
  readonly expected: string;
  readonly received: string;
}

const LONGEST_VALUE = 200;

const shortened = (value: string): string =>
  value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;

/** The one sentence in which a departure is told, so that it always reads the same. */
export const sentence = (what: string, { expected, received }: Contrast): string =>
  `${what}: expected ${shortened(expected)}, received ${shortened(received)}.`;

/** A finding made from what was expected and what came. */
export const differs = (
  what: string,
  { expected, received, ...rest }: Contrast & Partial<Omit<Finding, 'message'>>,
): Finding => ({
  severity: 'error',
  message: sentence(what, { expected, received }),
  expression: what,
  expected: shortened(expected),
  received: shortened(received),
  ...rest,
});

export const isError = (finding: Finding): boolean => finding.severity === 'error';
