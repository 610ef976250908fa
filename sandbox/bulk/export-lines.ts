import { permits, type Grant } from '../oauth/scopes.ts';
import type { Breakage } from '../faults.ts';
import { meets } from '../search.ts';
import { isObject, type Json, type Resource } from '../resource.ts';
import type { Store, Stored } from '../store.ts';
import { exportedMembers } from './group.ts';
import type { ExportJob } from './export-job.ts';
import { SYNTHETIC_AT, syntheticEach, syntheticIndex, syntheticResources } from './synthetic.ts';

export interface LineContext {
  readonly store: Store;
  readonly breakage: Breakage;
  readonly grant: Grant;
}

/** Whether the export has this resource. */
function wants(
  { breakage: { broken }, grant }: LineContext,
  { request }: ExportJob,
  members: ReadonlySet<string>,
  stored: Stored,
): boolean {
  const { resource, patients, lastUpdated } = stored;
  if (!permits(grant, stored, 'r')) return false;
  if (patients.length > 0 && !patients.some((id) => members.has(id))) return false;
  if (
    request.since !== undefined &&
    !broken('bulk-since-ignored') &&
    Date.parse(lastUpdated) <= request.since
  )
    return false;
  const filters = request.filters.get(resource.resourceType);
  return (
    filters === undefined ||
    filters.some(({ criteria }) => criteria.every((criterion) => meets(criterion, stored)))
  );
}

/** Members whose data this export holds. */
export function patientsOf({ breakage }: LineContext, { members, request }: ExportJob) {
  const asked = request.patients;
  const all = exportedMembers(members, breakage);
  return asked === undefined ? all : all.filter((id) => asked.includes(id));
}

const SUBSETTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
};

/** The resource cut to the root elements asked for, and said to be (Bulk Data 2.0, _elements). */
function cut(resource: Resource, { request }: ExportJob): Resource {
  const { resourceType, id, meta } = resource;
  const wanted = [
    ...(request.elements.get('*') ?? []),
    ...(request.elements.get(resourceType) ?? []),
  ];
  if (wanted.length === 0) return resource;
  const kept = Object.entries(resource).filter(([name]) => wanted.includes(name));
  const tagged = isObject(meta) ? { ...meta, tag: [SUBSETTED] } : { tag: [SUBSETTED] };
  return { resourceType, id, meta: tagged, ...Object.fromEntries(kept) };
}

/** What tells the kind of a resource, and whose it is. */
const TELLING = new Set(
  'resourceType id status intent category code type subject patient beneficiary target class kind clinicalStatus verificationStatus vaccineCode lifecycleStatus description occurrenceDateTime effectiveDateTime medicationCodeableConcept medicationReference recorded agent name gender content payor relationship active questionnaire authored attested period'.split(
    ' ',
  ),
);

/** Elements taken out beside those not telling, where the telling ones would show everything. */
const SHOWING: Readonly<Record<string, readonly string[]>> = {
  Patient: ['name'],
  Provenance: ['agent'],
  CareTeam: ['status'],
  Medication: ['code'],
  Location: ['name'],
  Coverage: ['period', 'relationship'],
  RelatedPerson: ['name', 'active'],
  Practitioner: ['name'],
  Organization: ['name', 'active'],
  DocumentReference: ['category', 'type'],
  QuestionnaireResponse: ['questionnaire', 'authored'],
  Condition: ['clinicalStatus', 'code'],
  AllergyIntolerance: ['clinicalStatus', 'code'],
  Immunization: ['status'],
  Procedure: ['code'],
  Goal: ['description'],
  Specimen: ['type', 'subject'],
};

const sparse = (resource: Resource): Resource => {
  const showing = SHOWING[resource.resourceType] ?? [];
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => TELLING.has(name) && !showing.includes(name)),
  ) as unknown as Resource;
};

function faulty(resource: Resource, number: number, { broken }: Breakage): Resource {
  const { resourceType: type } = resource;
  const changed = broken(`bulk-sparse:${type}`) ? sparse(resource) : resource;
  if (number > 0) return changed;
  if (broken(`bulk-invalid:${type}`)) return { ...changed, mood: 'cheerful' };
  if (broken('bulk-file-dangling-reference') && type === 'Encounter')
    return { ...changed, subject: { reference: 'Patient/nobody' } };
  if (broken('bulk-tells-otherwise') && type === 'Condition')
    return { ...changed, recordedDate: '1999-12-31' };
  return changed;
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** A list as a set, made once: every type of an export asks for the same, and millions may be in it. */
function asSet(ids: readonly string[]): ReadonlySet<string> {
  const set = sets.get(ids) ?? new Set(ids);
  sets.set(ids, set);
  return set;
}

/** Resources of the record that the export holds. */
function* recorded(context: LineContext, job: ExportJob, type: string): Generator<Resource> {
  const { store, breakage } = context;
  const members = asSet(patientsOf(context, job));
  let number = 0;
  let left = type === 'Condition' && breakage.broken('bulk-leaves-out-shown') ? 1 : 0;
  for (const stored of store.all(type)) {
    if (!wants(context, job, members, stored)) continue;
    if (left > 0) {
      left -= 1;
      continue;
    }
    yield cut(breakage.none ? stored.resource : faulty(stored.resource, number, breakage), job);
    number += 1;
  }
}

/** The made-up patients whose data this export holds. */
function* madeUp(context: LineContext, job: ExportJob, type: string): Generator<number> {
  const { since, filters } = job.request;
  const outdated = since !== undefined && since > Date.parse(SYNTHETIC_AT);
  if (outdated || filters.has(type) || syntheticEach(type) === 0) return;
  for (const id of patientsOf(context, job)) {
    const index = syntheticIndex(id);
    if (index !== undefined) yield index;
  }
}

/** Resources of one type that the export holds, made as they are read. */
export function* exported(context: LineContext, job: ExportJob, type: string): Generator<Resource> {
  if (context.breakage.broken(`bulk-lacks:${type}`)) return;
  yield* recorded(context, job, type);
  for (const index of madeUp(context, job, type)) {
    for (const resource of syntheticResources(index, type)) yield cut(resource, job);
  }
}

/** How many resources of a type the export holds, without making any up. */
export function countOf(context: LineContext, job: ExportJob, type: string): number {
  if (context.breakage.broken(`bulk-lacks:${type}`)) return 0;
  let count = 0;
  for (const _ of recorded(context, job, type)) count += 1;
  for (const _ of madeUp(context, job, type)) count += syntheticEach(type);
  return count;
}

const HUGE = 70 * 1024 * 1024;

/** The lines of one file as they are sent, faults included; `isChanged` is one of them. */
export function* fileLines(
  context: LineContext,
  job: ExportJob,
  type: string,
  isChanged = false,
): Generator<string> {
  const { broken } = context.breakage;
  let number = 0;
  for (const resource of exported(context, job, type)) {
    const first = number === 0;
    const text = JSON.stringify(first && isChanged ? { ...resource, language: 'en-AU' } : resource);
    number += 1;
    if (first && type === 'Observation') {
      if (broken('bulk-file-malformed-line')) {
        yield `${text.slice(0, text.length / 2)}\n`;
        continue;
      }
      if (broken('bulk-file-huge-line')) {
        yield `{"resourceType":"Observation","id":"huge","note":[{"text":"`;
        for (let sent = 0; sent < HUGE; sent += 1024 * 1024) yield 'x'.repeat(1024 * 1024);
        yield '"}]}\n';
      }
      if (broken('bulk-file-wrong-type'))
        yield `${JSON.stringify({ resourceType: 'Basic', id: 'stray', code: { text: 'stray' } } satisfies Json)}\n`;
      if (broken('bulk-file-duplicate')) yield `${text}\n`;
      if (broken('bulk-file-blank-line')) yield '\n';
    }
    yield broken('bulk-file-pretty') && type === 'Observation'
      ? `${JSON.stringify(resource, null, 1)}\n`
      : `${text}\n`;
  }
}
