import { BadQuery, parseQuery, type Query } from '../query.ts';
import { typeRows } from '../search-parameters.ts';
import { EXPORTED_TYPES } from './bulk-faults.ts';

/** What a kick-off asked for, as understood. */
export interface ExportRequest {
  readonly types: readonly string[];
  /** Epoch milliseconds; only what changed later is exported. */
  readonly since?: number;
  readonly filters: ReadonlyMap<string, readonly Query[]>;
  /** Root elements by type, `*` for every type. */
  readonly elements: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of patients to which the export is narrowed. */
  readonly patients?: readonly string[];
  /** What was left out of account, for the error file of a lenient export. */
  readonly remarks: readonly string[];
}

/** An export under way or done. */
export interface ExportJob {
  readonly id: string;
  readonly clientId: string;
  /** The kick-off's URL. */
  readonly url: string;
  readonly transactionTime: string;
  readonly request: ExportRequest;
  readonly members: readonly string[];
  polls: number;
  /** Files that were read, with faults that heed it. */
  readonly read: Set<string>;
  /** Set when it was done: epoch milliseconds. */
  doneAt?: number;
}

/** Why a kick-off cannot be served. */
export class BadKickOff extends Error {}

/** Spellings that every server understands (Bulk Data 2.0, _outputFormat). */
const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const SINCE_2 = new Set(['_elements', 'patient', 'includeAssociatedData']);
const KNOWN = new Set(['_outputFormat', '_since', '_type', '_typeFilter', ...SINCE_2]);

const list = (parameters: URLSearchParams, name: string): readonly string[] =>
  parameters
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');

const filterOf = (text: string): readonly [string, Query] => {
  const at = text.indexOf('?');
  const type = text.slice(0, at);
  const row = typeRows.get(type);
  if (at < 1 || row === undefined) throw new BadKickOff(`_typeFilter "${text}" is no search.`);
  try {
    return [type, parseQuery(row, new URLSearchParams(text.slice(at + 1)), '')];
  } catch (cause) {
    if (cause instanceof BadQuery) throw new BadKickOff(cause.message);
    throw cause;
  }
};

/** Reads the parameters of a kick-off; `lenient` passes over what is not supported. */
export function exportRequest(
  parameters: URLSearchParams,
  { lenient, version }: { readonly lenient: boolean; readonly version: string },
): ExportRequest {
  const remarks: string[] = [];
  const refuse = (why: string): void => {
    if (!lenient) throw new BadKickOff(why);
    remarks.push(why);
  };
  for (const name of new Set(parameters.keys())) {
    if (!KNOWN.has(name) || (version === '1.0.1' && SINCE_2.has(name)))
      refuse(`The parameter ${name} is not supported.`);
  }
  const format = parameters.get('_outputFormat');
  if (format !== null && !FORMATS.includes(format))
    throw new BadKickOff(`The output format "${format}" is not supported.`);
  const since = parameters.get('_since');
  if (since !== null && !INSTANT.test(since))
    throw new BadKickOff(`_since "${since}" is no instant.`);
  const wanted = list(parameters, '_type');
  for (const type of wanted) {
    if (!EXPORTED_TYPES.includes(type)) refuse(`There is no type ${type} to export.`);
  }
  const filters = new Map<string, Query[]>();
  for (const text of list(parameters, '_typeFilter')) {
    const [type, query] = filterOf(text);
    filters.set(type, [...(filters.get(type) ?? []), query]);
  }
  const elements = new Map<string, Set<string>>();
  for (const text of version === '1.0.1' ? [] : list(parameters, '_elements')) {
    const [first = '', second] = text.split('.');
    const type = second === undefined ? '*' : first;
    elements.set(type, (elements.get(type) ?? new Set()).add(second ?? first));
  }
  const patients = list(parameters, 'patient').map((text) => text.replace(/^Patient\//, ''));
  // Provenance comes with what it is about, whether or not its type was asked for.
  const associated = list(parameters, 'includeAssociatedData');
  const types =
    wanted.length > 0 && associated.includes('LatestProvenanceResources')
      ? [...new Set([...wanted, 'Provenance'])]
      : wanted;
  return {
    types: types.length === 0 ? EXPORTED_TYPES : types.filter((t) => EXPORTED_TYPES.includes(t)),
    filters,
    elements,
    remarks,
    ...(since === null ? {} : { since: Date.parse(since) }),
    ...(patients.length === 0 ? {} : { patients }),
  };
}

/** The parameters of a POST kick-off, as a query would hold them (FHIR R4, Parameters). */
export function parametersIn(body: string): URLSearchParams {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new BadKickOff('The body is no JSON.');
  }
  const { resourceType, parameter } = value as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters') throw new BadKickOff('The body is no Parameters resource.');
  const pairs = (Array.isArray(parameter) ? parameter : []).map(
    (entry: Record<string, unknown>): [string, string] => {
      const held: unknown = Object.entries(entry).find(([name]) => name.startsWith('value'))?.[1];
      const isReference = typeof held === 'object' && held !== null && 'reference' in held;
      return [String(entry['name']), String(isReference ? held.reference : held)];
    },
  );
  return new URLSearchParams(pairs);
}
