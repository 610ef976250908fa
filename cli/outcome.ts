import type { Issue } from '../fhir/validator.ts';

/** Where a resource stood: its file, and its line where the file has many. */
export interface Place {
  readonly file: string;
  readonly line?: number;
}

const FILE = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-file';
const LINE = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line';

/** Issues as FHIR tells them; a resource without any gets one that says so (FHIR R4, OperationOutcome). */
export function outcomeOf(issues: readonly Issue[], { file, line }: Place): unknown {
  const at = line === undefined ? {} : { extension: [{ url: LINE, valueInteger: line }] };
  return {
    resourceType: 'OperationOutcome',
    extension: [{ url: FILE, valueString: file }],
    issue:
      issues.length === 0
        ? [{ ...at, severity: 'information', code: 'informational', details: { text: 'No issue' } }]
        : issues.map((issue) => ({ ...at, ...asFhir(issue) })),
  };
}

const asFhir = ({
  severity,
  code,
  rule,
  message,
  expected,
  received,
  profile,
  expression,
}: Issue) => ({
  severity,
  code,
  details: { text: message },
  diagnostics: [
    `rule ${rule}`,
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(received === undefined ? [] : [`received ${received}`]),
    ...(profile === undefined ? [] : [`profile ${profile}`]),
  ].join('; '),
  ...(expression === '' ? {} : { expression: [expression] }),
});

export const isError = ({ severity }: Issue): boolean =>
  severity === 'error' || severity === 'fatal';
