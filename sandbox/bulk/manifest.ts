import type { Incoming, Reply } from '../http.ts';
import { refusal } from '../outcome.ts';
import type { Grant } from '../oauth/scopes.ts';
import { BULK_PATH, type BulkContext } from './bulk-context.ts';
import type { ExportJob } from './export-job.ts';
import { countOf, type LineContext } from './export-lines.ts';

const FILES_LAST_MS = 3_600_000;
const FILES_LAST_SHORTLY_MS = 100_000;

/** How long the files of an export last; only an export of patients alone expires soon. */
export function lifeOf({ fhir: { breakage } }: BulkContext, { url }: ExportJob): number {
  const isSoon = breakage.varies('bulk-expires-soon') || breakage.broken('bulk-expired-kept');
  return isSoon && url.endsWith('?_type=Patient') ? FILES_LAST_SHORTLY_MS : FILES_LAST_MS;
}

/** Whether the files of an export that is done are there no more. */
export const hasExpired = (context: BulkContext, job: ExportJob): boolean =>
  job.doneAt !== undefined &&
  context.now() > job.doneAt + lifeOf(context, job) &&
  !context.fhir.breakage.broken('bulk-expired-kept');

const EARLY = '2001-01-01T00:00:00.000Z';

/** The completed status of an export, or a page of it (Bulk Data 2.0, Complete Status). */
export function manifestReply(
  context: BulkContext,
  incoming: Incoming,
  job: ExportJob,
  grant: Grant,
  page: number,
): Reply {
  const { broken } = context.fhir.breakage;
  job.doneAt ??= context.now();
  const body = JSON.stringify(manifestOf(context, incoming, job, grant, page));
  return {
    status: 200,
    headers: {
      'Content-Type': broken('bulk-manifest-wrong-content-type')
        ? 'text/plain'
        : 'application/json',
      ...(broken('bulk-status-no-expires')
        ? {}
        : { Expires: new Date(job.doneAt + lifeOf(context, job)).toUTCString() }),
    },
    body: broken('bulk-manifest-not-json') ? body.slice(0, body.length / 2) : body,
  };
}

function manifestOf(
  context: BulkContext,
  incoming: Incoming,
  job: ExportJob,
  grant: Grant,
  page: number,
): object {
  const { broken, varies } = context.fhir.breakage;
  const { urls } = incoming;
  const root = (varies('bulk-capability-urls') ? context.storage : context.filesAt) ?? urls.root;
  const urlOf = (file: string): string =>
    `${broken('bulk-manifest-relative-urls') ? '' : root}${BULK_PATH}/files/${job.id}/${file}.ndjson`;
  const remarked =
    (job.request.remarks.length > 0 && !broken('bulk-unknown-untold')) ||
    varies('bulk-error-file') ||
    broken('bulk-error-file-malformed');
  const told =
    context.version === '2.0.0' &&
    job.request.since !== undefined &&
    !broken('bulk-no-deleted-files');
  const whole = broken('bulk-manifest-empty') ? [] : outputOf(context, job, grant, urlOf);
  const isAgain = job.polls > context.polls;
  const all = isAgain && broken('bulk-manifest-file-vanishes') ? whole.slice(0, -1) : whole;
  const pages =
    varies('bulk-manifest-pages') ||
    broken('bulk-manifest-pages-disagree') ||
    broken('bulk-manifest-page-missing');
  const half = Math.ceil(all.length / 2);
  const manifest: Record<string, unknown> = {
    transactionTime: timeOf(context, job, page),
    request: broken('bulk-manifest-foreign-request')
      ? `${urls.fhir}/Group/another/$export`
      : job.url,
    requiresAccessToken: !varies('bulk-capability-urls') && !broken('bulk-file-token-unsaid'),
    output: !pages ? all : page === 0 ? all.slice(0, half) : all.slice(half),
    error: remarked ? [{ type: 'OperationOutcome', url: urlOf('errors') }] : [],
    ...(told && page === 0 ? { deleted: [{ type: 'Bundle', url: urlOf('deleted') }] } : {}),
    ...(pages && page === 0
      ? { link: [{ relation: 'next', url: `${urls.root}${BULK_PATH}/status/${job.id}/2` }] }
      : {}),
  };
  return Object.fromEntries(
    Object.entries(manifest).filter(([member]) => !broken(`bulk-manifest-no-${member}`)),
  );
}

function timeOf({ fhir }: BulkContext, job: ExportJob, page: number): string {
  const { broken } = fhir.breakage;
  if (broken('bulk-manifest-early-time')) return EARLY;
  const at = Date.parse(job.transactionTime);
  if (broken('bulk-manifest-changes')) return new Date(at + job.polls * 1000).toISOString();
  return page > 0 && broken('bulk-manifest-pages-disagree') ? EARLY : job.transactionTime;
}

function outputOf(
  { fhir }: BulkContext,
  job: ExportJob,
  grant: Grant,
  urlOf: (file: string) => string,
): readonly object[] {
  const { broken } = fhir.breakage;
  const lines: LineContext = { store: fhir.store, breakage: fhir.breakage, grant };
  const empty = { type: 'Basic', url: urlOf('Basic'), count: 0 };
  const listed = job.request.types.flatMap((type) => {
    const count = countOf(lines, job, type);
    if (count === 0) return [];
    return [
      {
        ...(broken('bulk-manifest-output-no-type') ? {} : { type }),
        ...(broken('bulk-manifest-output-no-url') ? {} : { url: urlOf(type) }),
        count: broken('bulk-manifest-wrong-counts') ? count + 1 : count,
      },
    ];
  });
  const isWhole = !job.url.includes('_type');
  return isWhole && broken('bulk-manifest-empty-files') ? [...listed, empty] : listed;
}

/** A page of a manifest by its number, where there is such a page. */
export function pageReply(
  context: BulkContext,
  incoming: Incoming,
  job: ExportJob,
  grant: Grant,
  number: string,
): Reply {
  return number === '2' && !context.fhir.breakage.broken('bulk-manifest-page-missing')
    ? manifestReply(context, incoming, job, grant, 1)
    : refusal(404, 'not-found', 'There is no such page.');
}
