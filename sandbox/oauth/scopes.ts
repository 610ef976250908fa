import { BadQuery, parseQuery, type Query } from '../query.ts';
import { meets } from '../search.ts';
import { typeRows } from '../search-parameters.ts';
import type { Stored } from '../store.ts';

export type ScopeLevel = 'patient' | 'user' | 'system';

/** A clinical scope of SMART App Launch 1 or 2, as enforced. */
export interface ClinicalScope {
  readonly text: string;
  readonly level: ScopeLevel;
  /** `*` for every type. */
  readonly type: string;
  readonly actions: ReadonlySet<string>;
  /** The finer-grained constraint after the question mark. */
  readonly filter?: Query;
}

const V1_ACTIONS: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** Reads a clinical scope in either syntax; undefined for anything else. */
export function parseScope(text: string): ClinicalScope | undefined {
  const match =
    /^(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(?:\?(.+))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, level, type = '', permission = '', query] = match;
  if (permission === '' || (type !== '*' && !typeRows.has(type))) return undefined;
  const actions = new Set(V1_ACTIONS[permission] ?? permission);
  const base = { text, level: level as ScopeLevel, type, actions };
  if (query === undefined) return base;
  const row = typeRows.get(type);
  if (row === undefined || permission in V1_ACTIONS) return undefined;
  try {
    const filter = parseQuery(row, new URLSearchParams(query), '');
    return filter.ignored.length > 0 ? undefined : { ...base, filter };
  } catch (cause) {
    if (cause instanceof BadQuery) return undefined;
    throw cause;
  }
}

const IDENTITY_SCOPES = new Set([
  'openid',
  'fhirUser',
  'profile',
  'launch',
  'launch/patient',
  'launch/encounter',
  'offline_access',
  'online_access',
]);

/** Whether the sandbox can grant a scope at all. */
export const isGrantable = (text: string): boolean =>
  IDENTITY_SCOPES.has(text) || parseScope(text) !== undefined;

/** Whose data a token opens, and how much of it. */
export interface Grant {
  readonly scopes: readonly ClinicalScope[];
  /** Patients in context; what patient-level scopes reach. */
  readonly patients: readonly string[];
  /** Patients whose records the user may see; what user-level scopes reach. */
  readonly userPatients: readonly string[];
}

const covers = (scope: ClinicalScope, type: string, action: string): boolean =>
  (scope.type === '*' || scope.type === type) && scope.actions.has(action);

/** Whether anything of a type may be read or searched. */
export const permitsType = (grant: Grant, type: string, action: 'r' | 's'): boolean =>
  grant.scopes.some((scope) => covers(scope, type, action));

/** Whether this very resource may be seen. */
export function permits(grant: Grant, stored: Stored, action: 'r' | 's'): boolean {
  const { resourceType } = stored.resource;
  return grant.scopes.some(
    (scope) =>
      covers(scope, resourceType, action) &&
      reaches(scope.level, grant, stored) &&
      (scope.filter?.criteria.every((criterion) => meets(criterion, stored)) ?? true),
  );
}

const reaches = (level: ScopeLevel, grant: Grant, { patients }: Stored): boolean => {
  if (level === 'system' || patients.length === 0) return true;
  const reach = level === 'patient' ? grant.patients : grant.userPatients;
  return patients.some((patient) => reach.includes(patient));
};
