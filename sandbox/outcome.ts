import type { Reply } from './http.ts';

/** An OperationOutcome with one error. */
export const outcomeOf = (
  code: string,
  diagnostics: string,
  severity: 'error' | 'warning' = 'error',
): object => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code, diagnostics }],
});

/** An error answer in FHIR's form. */
export const refusal = (
  status: number,
  code: string,
  diagnostics: string,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: { 'Content-Type': 'application/fhir+json', ...headers },
  body: JSON.stringify(outcomeOf(code, diagnostics)),
});
