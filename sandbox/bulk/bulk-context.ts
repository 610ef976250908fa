import type { FhirContext } from '../fhir-api.ts';
import type { ExportJob } from './export-job.ts';

/** What the export of the sandbox works with. */
export interface BulkContext {
  readonly fhir: FhirContext;
  readonly version: '1.0.1' | '2.0.0';
  /** How many patients are made up beside the sample record. */
  readonly patients: number;
  readonly now: () => number;
  /** How often a running export is polled before it is done. */
  readonly polls: number;
  /** Seconds that a poller is asked to wait. */
  readonly retryAfter: number;
  readonly jobs: Map<string, ExportJob>;
  /** Origin of the object storage that serves files by signed URLs, where it is used. */
  readonly storage?: string;
  /** Origin of the files where it is another than that of the export. */
  readonly filesAt?: string;
}

export const BULK_PATH = '/bulk';
