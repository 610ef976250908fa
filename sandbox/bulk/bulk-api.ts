import { FHIR_JSON, FHIR_PATH, json, type Incoming, type Reply } from '../http.ts';
import { outcomeOf, refusal } from '../outcome.ts';
import type { Grant } from '../oauth/scopes.ts';
import { freshSecret } from '../oauth/token-book.ts';
import { fileLines, type LineContext } from './export-lines.ts';
import { BadKickOff, exportRequest, parametersIn, type ExportJob } from './export-job.ts';
import { BULK_PATH, type BulkContext } from './bulk-context.ts';
import { hasExpired, manifestReply, pageReply } from './manifest.ts';
import { GROUP_ID, groupResource, membersOf } from './group.ts';

const NDJSON = 'application/fhir+ndjson';

/** Answers requests about groups and exports; undefined for everything else. */
export function answerBulk(context: BulkContext, incoming: Incoming): Reply | undefined {
  const { path } = incoming;
  if (path.startsWith(`${BULK_PATH}/`)) {
    const [kind = '', id = '', file = ''] = path.slice(BULK_PATH.length + 1).split('/');
    return kind === 'status'
      ? status(context, incoming, id, file)
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
  const { broken, varies } = context.fhir.breakage;
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
  if (incoming.method === 'POST' && broken('bulk-post-refused'))
    return refusal(405, 'not-supported', 'Exports are asked for by GET.');
  if (refusesLevel(context, below)) return refusal(400, 'not-supported', 'Exports are for groups.');
  if (varies('bulk-one-at-a-time') && [...context.jobs.values()].some(isRunning))
    return refusal(429, 'throttled', 'Another export is under way.', { 'Retry-After': '1' });
  const groupId = /^\/Group\/([^/]+)\//.exec(below)?.[1];
  if (groupId !== undefined && groupId !== GROUP_ID)
    return refused(context, 404, 'not-found', 'There is no such group.');
  try {
    const given = incoming.method === 'POST' ? parametersIn(incoming.body) : incoming.query;
    return accepted(context, incoming, given, below.startsWith('/Group/'));
  } catch (cause) {
    if (cause instanceof BadKickOff) return refused(context, 400, 'invalid', cause.message);
    throw cause;
  }
}

/** Whether exports of more than a group are switched off at this address. */
function refusesLevel({ fhir: { breakage } }: BulkContext, below: string): boolean {
  const { broken, varies } = breakage;
  if (below.startsWith('/Group/')) return false;
  const fault = below.startsWith('/Patient/')
    ? 'bulk-patient-export-refused'
    : 'bulk-system-export-refused';
  return varies('bulk-no-options') || broken(fault);
}

const isRunning = ({ doneAt }: ExportJob): boolean => doneAt === undefined;

function refused(context: BulkContext, status: number, code: string, why: string): Reply {
  return context.fhir.breakage.broken('bulk-error-without-outcome')
    ? { status, headers: { 'Content-Type': 'text/plain' }, body: why }
    : refusal(status, code, why);
}

/** Parameters that a server need not support (Bulk Data 2.0, Query Parameters). */
const OPTIONAL = ['_typeFilter', '_elements', 'patient', 'includeAssociatedData'];

/** Faults by which a parameter has no effect. */
const IGNORED = {
  'bulk-type-ignored': '_type',
  'bulk-type-filter-ignored': '_typeFilter',
  'bulk-elements-ignored': '_elements',
  'bulk-patient-ignored': 'patient',
  'bulk-associated-data-ignored': 'includeAssociatedData',
} as const;

function refusedParameter({ fhir }: BulkContext, given: URLSearchParams): string | undefined {
  const { broken } = fhir.breakage;
  if (given.get('_outputFormat') === 'ndjson' && broken('bulk-output-format-refused'))
    return '_outputFormat';
  if (given.has('_since') && broken('bulk-since-refused')) return '_since';
  const isOptional = (name: string): boolean => OPTIONAL.includes(name);
  return fhir.breakage.varies('bulk-no-options') ? [...given.keys()].find(isOptional) : undefined;
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
  for (const [fault, name] of Object.entries(IGNORED)) {
    if (broken(fault as keyof typeof IGNORED)) asked.delete(name);
  }
  const prefer = incoming.header('prefer') ?? '';
  const lenient =
    prefer.includes('handling=lenient') ||
    (broken('bulk-unknown-accepted') && prefer.includes('handling=strict'));
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
    read: new Set(),
  };
  const isFresh = incoming.header('cache-control') === 'no-cache' || incoming.method === 'POST';
  const equal =
    fhir.breakage.varies('bulk-exports-reused') && !isFresh
      ? [...jobs.values()].find(({ url }) => url === job.url)
      : undefined;
  const { id } = equal ?? job;
  if (equal === undefined) jobs.set(id, job);
  return {
    status: 202,
    headers: broken('bulk-kickoff-no-content-location')
      ? {}
      : { 'Content-Location': `${incoming.urls.root}${BULK_PATH}/status/${id}` },
    body: '',
  };
}

function status(context: BulkContext, incoming: Incoming, id: string, page = ''): Reply {
  const { broken } = context.fhir.breakage;
  const open = incoming.header('authorization') === undefined;
  const grant =
    open && broken('bulk-status-no-token-accepted')
      ? context.fhir.tokens.openGrant()
      : systemGrant(context, incoming);
  if ('status' in grant) return grant;
  const job = context.jobs.get(id);
  if (job === undefined || hasExpired(context, job)) {
    if (broken('bulk-cancel-without-outcome'))
      return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not found' };
    return refusal(404, 'not-found', 'There is no such export.');
  }
  if (incoming.method === 'DELETE') {
    const isDone = job.doneAt !== undefined;
    if (broken(isDone ? 'bulk-delete-refused' : 'bulk-cancel-refused'))
      return refusal(405, 'not-supported', 'Exports end by themselves.');
    if (!broken(isDone ? 'bulk-delete-ignored' : 'bulk-cancel-ignored')) context.jobs.delete(id);
    return { status: 202, headers: {}, body: '' };
  }
  if (page !== '') return pageReply(context, incoming, job, grant, page);
  if (broken('bulk-status-fails')) return refusal(500, 'exception', 'The export failed.');
  if (!open) job.polls += 1;
  const hitch = job.polls === 1 && !open ? hitchOf(context) : undefined;
  if (hitch !== undefined) return hitch;
  if (job.polls >= context.polls && !broken('bulk-status-never-ends'))
    return manifestReply(context, incoming, job, grant, 0);
  return {
    status: 202,
    headers: {
      'X-Progress': broken('bulk-progress-long')
        ? 'x'.repeat(200)
        : `${Math.min(99, job.polls * 50)}% done`,
      'Retry-After': broken('bulk-status-bad-retry-after') ? 'soon' : String(context.retryAfter),
    },
    body: '',
  };
}

/** What may come between a poll and its answer without any harm (Bulk Data 2.0, Status Request). */
function hitchOf({ fhir, now }: BulkContext): Reply | undefined {
  const { varies } = fhir.breakage;
  if (varies('bulk-polls-limited'))
    return refusal(429, 'throttled', 'Ask less often.', {
      'Retry-After': new Date(now() + 2000).toUTCString(),
    });
  return varies('bulk-polls-fail-at-times')
    ? refusal(500, 'transient', 'Ask again later.')
    : undefined;
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
  const isGone = job === undefined || hasExpired(context, job);
  if (isGone || (broken('bulk-file-missing') && name === job.request.types[0]))
    return refusal(404, 'not-found', 'There is no such file.');
  const headers = {
    'Content-Type': broken('bulk-file-wrong-content-type') ? 'application/json' : NDJSON,
    ...(broken('bulk-file-wrong-encoding') ? { 'Content-Encoding': 'compress' } : {}),
    ...(broken('bulk-file-not-gzip') && name === 'Observation'
      ? { 'Content-Encoding': 'gzip' }
      : {}),
  };
  if (name === 'errors') {
    const line = broken('bulk-error-file-malformed')
      ? { resourceType: 'Patient', id: 'x' }
      : outcomeOf('informational', job.request.remarks.join(' ') || 'All is well.', 'warning');
    return { status: 200, headers, body: `${JSON.stringify(line)}\n` };
  }
  if (name === 'Basic' && broken('bulk-manifest-empty-files'))
    return { status: 200, headers, body: '' };
  if (name === 'deleted') {
    const told = broken('bulk-deleted-malformed') ? UNTOLD : DELETED;
    return { status: 200, headers, body: `${JSON.stringify(told)}\n` };
  }
  const lines: LineContext = { store, breakage, grant };
  const isAgain = job.read.has(name) && broken('bulk-file-changes');
  job.read.add(name);
  return {
    status: 200,
    headers,
    body: '',
    stream: () => fileLines(lines, job, name, isAgain),
    ...(broken('bulk-file-truncated') && name === 'Observation' ? { cutAfter: 2000 } : {}),
  };
}

/** What was deleted, as entries of a transaction (Bulk Data 2.0, deleted files). */
const DELETED = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [{ request: { method: 'DELETE', url: 'AllergyIntolerance/entered-in-error' } }],
};

const UNTOLD = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [{ request: { method: 'PUT', url: 'AllergyIntolerance/entered-in-error' } }],
};
