import { FHIR_JSON, FHIR_PATH, json, type Incoming, type Reply } from '../http.ts';
import { outcomeOf, refusal } from '../outcome.ts';
import type { FhirContext } from '../fhir-api.ts';
import type { Grant } from '../oauth/scopes.ts';
import { freshSecret } from '../oauth/token-book.ts';
import { countOf, fileLines, type LineContext } from './export-lines.ts';
import { BadKickOff, exportRequest, parametersIn, type ExportJob } from './export-job.ts';
import { GROUP_ID, groupResource, membersOf } from './group.ts';

export interface BulkContext {
  readonly fhir: FhirContext;
  readonly version: '1.0.1' | '2.0.0';
  /** How many patients are made up beside the sample record. */
  readonly patients: number;
  readonly now: () => number;
  readonly jobs: Map<string, ExportJob>;
  /** Origin of the object storage that serves files by signed URLs, where it is used. */
  readonly storage?: string;
  /** Origin of the files where it is not the sandbox's own. */
  readonly filesAt?: string;
}

export const BULK_PATH = '/bulk';
const NDJSON = 'application/fhir+ndjson';

/** How often a running export is polled before it is done. */
const POLLS_UNTIL_DONE = 2;
const FILES_LAST_MS = 3_600_000;

/** Answers requests about groups and exports; undefined for everything else. */
export function answerBulk(context: BulkContext, incoming: Incoming): Reply | undefined {
  const { path } = incoming;
  if (path.startsWith(`${BULK_PATH}/`)) {
    const [kind = '', id = '', file = ''] = path.slice(BULK_PATH.length + 1).split('/');
    return kind === 'status'
      ? status(context, incoming, id)
      : fileReply(context, incoming, id, file);
  }
  const below = path.slice(FHIR_PATH.length);
  if (/^\/(Group\/[^/]+\/|Patient\/)?\$export$/.test(below))
    return kickOff(context, incoming, below);
  return /^\/Group\/[^/]+$/.test(below) ? group(context, incoming, below) : undefined;
}

const systemGrant = ({ fhir }: BulkContext, incoming: Incoming): Grant | Reply => {
  const token = /^Bearer (.+)$/i.exec(incoming.header('authorization') ?? '')?.[1];
  const grant = token === undefined ? undefined : fhir.tokens.grantOf(token);
  if (grant === undefined)
    return refusal(401, 'login', 'A token is needed.', {
      'WWW-Authenticate': 'Bearer realm="sandbox"',
    });
  if (grant.scopes.some(({ level }) => level === 'system')) return grant;
  return refusal(403, 'forbidden', 'Exports are for systems.');
};

function group(context: BulkContext, incoming: Incoming, below: string): Reply | undefined {
  const grant = systemGrant(context, incoming);
  if ('status' in grant) return grant;
  if (below !== `/Group/${GROUP_ID}`) return refusal(404, 'not-found', 'There is no such group.');
  const members = membersOf(context.patients, context.fhir.breakage);
  return json(200, groupResource(members), { 'Content-Type': FHIR_JSON });
}

function kickOff(context: BulkContext, incoming: Incoming, below: string): Reply {
  const { broken } = context.fhir.breakage;
  const open = incoming.header('authorization') === undefined;
  if (open && broken('bulk-kickoff-no-token-403'))
    return refusal(403, 'forbidden', 'A token is needed.');
  const grant =
    open && broken('bulk-kickoff-no-token-accepted')
      ? context.fhir.tokens.openGrant()
      : systemGrant(context, incoming);
  if ('status' in grant) return grant;
  if (broken('bulk-kickoff-refused'))
    return refusal(400, 'processing', 'Exports are switched off.');
  const prefer = incoming.header('prefer') ?? '';
  if (broken('bulk-kickoff-at-once'))
    return json(200, { resourceType: 'Bundle', type: 'collection' }, { 'Content-Type': FHIR_JSON });
  if (!/\brespond-async\b/.test(prefer))
    return refusal(400, 'required', 'Exports are asynchronous: send Prefer: respond-async.');
  if (!/^$|\*\/\*|application\/(fhir\+json|\*)/.test(incoming.header('accept') ?? ''))
    return refusal(406, 'not-supported', 'Errors are told in application/fhir+json alone.');
  const groupId = /^\/Group\/([^/]+)\//.exec(below)?.[1];
  if (groupId !== undefined && groupId !== GROUP_ID)
    return refusal(404, 'not-found', 'There is no such group.');
  try {
    const given = incoming.method === 'POST' ? parametersIn(incoming.body) : incoming.query;
    return accepted(context, incoming, given, below.startsWith('/Group/'));
  } catch (cause) {
    if (cause instanceof BadKickOff) return refusal(400, 'invalid', cause.message);
    throw cause;
  }
}

function refusedParameter({ fhir }: BulkContext, given: URLSearchParams): string | undefined {
  const { broken } = fhir.breakage;
  if (given.get('_outputFormat') === 'ndjson' && broken('bulk-output-format-refused'))
    return '_outputFormat';
  if (given.has('_since') && broken('bulk-since-refused')) return '_since';
  return undefined;
}

function accepted(
  context: BulkContext,
  incoming: Incoming,
  given: URLSearchParams,
  ofGroup: boolean,
): Reply {
  const { fhir, version, patients, now, jobs } = context;
  const { broken } = fhir.breakage;
  const refused = refusedParameter(context, given);
  if (refused !== undefined) throw new BadKickOff(`${refused} is not supported.`);
  const asked = new URLSearchParams(given);
  if (broken('bulk-type-ignored')) asked.delete('_type');
  const lenient = /handling=lenient/.test(incoming.header('prefer') ?? '');
  const everyone = [...fhir.store.all('Patient')].map(({ resource }) => resource.id);
  const members = membersOf(patients, fhir.breakage);
  const job: ExportJob = {
    id: freshSecret().slice(0, 22),
    clientId: '',
    url: `${incoming.urls.root}${incoming.path}${incoming.query.size === 0 ? '' : `?${incoming.query.toString()}`}`,
    transactionTime: new Date(now()).toISOString(),
    request: exportRequest(asked, { lenient, version }),
    members: ofGroup ? members : [...new Set([...members, ...everyone])],
    polls: 0,
  };
  jobs.set(job.id, job);
  return {
    status: 202,
    headers: broken('bulk-kickoff-no-content-location')
      ? {}
      : { 'Content-Location': `${incoming.urls.root}${BULK_PATH}/status/${job.id}` },
    body: '',
  };
}

function status(context: BulkContext, incoming: Incoming, id: string): Reply {
  const { broken } = context.fhir.breakage;
  const open = incoming.header('authorization') === undefined;
  const grant =
    open && broken('bulk-status-no-token-accepted')
      ? context.fhir.tokens.openGrant()
      : systemGrant(context, incoming);
  if ('status' in grant) return grant;
  const job = context.jobs.get(id);
  if (job === undefined) {
    if (broken('bulk-cancel-without-outcome'))
      return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not found' };
    return refusal(404, 'not-found', 'There is no such export.');
  }
  if (incoming.method === 'DELETE') {
    if (broken('bulk-cancel-refused'))
      return refusal(405, 'not-supported', 'Exports end by themselves.');
    if (!broken('bulk-cancel-ignored')) context.jobs.delete(id);
    return { status: 202, headers: {}, body: '' };
  }
  if (broken('bulk-status-fails')) return refusal(500, 'exception', 'The export failed.');
  if (!open) job.polls += 1;
  if (job.polls >= POLLS_UNTIL_DONE && !broken('bulk-status-never-ends'))
    return complete(context, incoming, job, grant);
  return {
    status: 202,
    headers: {
      'X-Progress': `${Math.min(99, job.polls * 50)}% done`,
      'Retry-After': broken('bulk-status-bad-retry-after') ? 'soon' : '1',
    },
    body: '',
  };
}

function complete(context: BulkContext, incoming: Incoming, job: ExportJob, grant: Grant): Reply {
  const { broken, varies } = context.fhir.breakage;
  const lines: LineContext = { store: context.fhir.store, breakage: context.fhir.breakage, grant };
  const root = varies('bulk-capability-urls')
    ? (context.storage ?? incoming.urls.root)
    : (context.filesAt ?? incoming.urls.root);
  const urlOf = (file: string): string =>
    `${broken('bulk-manifest-relative-urls') ? '' : root}${BULK_PATH}/files/${job.id}/${file}.ndjson`;
  const output = broken('bulk-manifest-empty')
    ? []
    : job.request.types.flatMap((type) => {
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
  const remarked =
    job.request.remarks.length > 0 ||
    varies('bulk-error-file') ||
    broken('bulk-error-file-malformed');
  const told =
    context.version === '2.0.0' &&
    job.request.since !== undefined &&
    !broken('bulk-no-deleted-files');
  const manifest: Record<string, unknown> = {
    transactionTime: job.transactionTime,
    request: job.url,
    requiresAccessToken: !varies('bulk-capability-urls'),
    output,
    error: remarked ? [{ type: 'OperationOutcome', url: urlOf('errors') }] : [],
    ...(told ? { deleted: [{ type: 'Bundle', url: urlOf('deleted') }] } : {}),
  };
  const kept = Object.fromEntries(
    Object.entries(manifest).filter(([member]) => !broken(`bulk-manifest-no-${member}`)),
  );
  const body = JSON.stringify(kept);
  return {
    status: 200,
    headers: {
      'Content-Type': broken('bulk-manifest-wrong-content-type')
        ? 'text/plain'
        : 'application/json',
      ...(broken('bulk-status-no-expires')
        ? {}
        : { Expires: new Date(context.now() + FILES_LAST_MS).toUTCString() }),
    },
    body: broken('bulk-manifest-not-json') ? body.slice(0, body.length / 2) : body,
  };
}

function fileReply(context: BulkContext, incoming: Incoming, id: string, file: string): Reply {
  const { broken, varies } = context.fhir.breakage;
  const open = incoming.header('authorization') === undefined;
  const grant =
    open && broken('bulk-file-no-token-accepted')
      ? context.fhir.tokens.openGrant()
      : systemGrant(context, incoming);
  if ('status' in grant) return grant;
  if (varies('bulk-file-redirect') && context.storage !== undefined)
    return { status: 307, headers: { Location: `${context.storage}${incoming.path}` }, body: '' };
  return fileOf(context, id, file, grant);
}

/** The bytes of a file, for whoever may have them. */
export function fileOf(context: BulkContext, id: string, file: string, grant: Grant): Reply {
  const { breakage, store } = context.fhir;
  const { broken } = breakage;
  const job = context.jobs.get(id);
  const name = file.replace(/\.ndjson$/, '');
  if (job === undefined || (broken('bulk-file-missing') && name === job.request.types[0]))
    return refusal(404, 'not-found', 'There is no such file.');
  const headers = {
    'Content-Type': broken('bulk-file-wrong-content-type') ? 'application/json' : NDJSON,
  };
  if (name === 'errors') {
    const line = broken('bulk-error-file-malformed')
      ? { resourceType: 'Patient', id: 'x' }
      : outcomeOf('informational', job.request.remarks.join(' ') || 'All is well.', 'warning');
    return { status: 200, headers, body: `${JSON.stringify(line)}\n` };
  }
  if (name === 'deleted') return { status: 200, headers, body: `${JSON.stringify(DELETED)}\n` };
  const lines: LineContext = { store, breakage, grant };
  return {
    status: 200,
    headers,
    body: '',
    stream: () => fileLines(lines, job, name),
    ...(broken('bulk-file-truncated') && name === 'Observation' ? { cutAfter: 2000 } : {}),
  };
}

/** What was deleted, as entries of a transaction (Bulk Data 2.0, deleted files). */
const DELETED = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [{ request: { method: 'DELETE', url: 'AllergyIntolerance/entered-in-error' } }],
};
