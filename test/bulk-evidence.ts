import type { JsonObject } from '../core/json.ts';
import type { FileOutcome } from '../testsuites/bulk/file-outcome.ts';
import type { FileRead, FilesRead } from '../testsuites/bulk/files.probe.ts';
import type { Manifest } from '../testsuites/bulk/manifest.probe.ts';
import { answeredJson } from './evidence.ts';

const STATUS_URL = 'https://ehr.example.org/status/1';

/** A manifest that a conforming server gives. */
export const WHOLE_MANIFEST: JsonObject = {
  transactionTime: '2026-01-02T03:04:05.000Z',
  request: 'https://ehr.example.org/fhir/Group/1/$export',
  requiresAccessToken: true,
  output: [{ type: 'Patient', url: 'https://ehr.example.org/files/patient.ndjson', count: 2 }],
  error: [],
};

/** The same with some members changed. */
export const manifestWith = (change: JsonObject = {}): Manifest => {
  const json = { ...WHOLE_MANIFEST, ...change };
  return { exchange: answeredJson(200, json, { url: STATUS_URL }), json };
};

/** A file of patients as it was read, with what a check looks at. */
export function fileRead(outcome: Partial<FileOutcome>, type = 'Patient'): FileRead {
  const url = `https://ehr.example.org/files/${type.toLowerCase()}.ndjson`;
  // Of an outcome a check sees only what it looks at; the fold's own tests hold its form.
  const seen = { lines: 2, newest: '', patients: [], members: [], ...outcome } as unknown;
  return {
    type,
    url,
    exchange: answeredJson(200, '', { url }),
    redirects: 0,
    outcome: seen as FileOutcome,
  };
}

/** What an export brought. */
export const filesWith = (files: readonly FileRead[], change: JsonObject = {}): FilesRead => ({
  manifest: manifestWith(change),
  files,
});
