import { NO_STANDALONE_CLIENT, launchClient, standaloneClient } from '../launch/client.ts';
import type { AppLaunch } from '../launch/app-launch.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import type { PlanContext } from '../../core/suite.ts';

const CONDITION = 'http://terminology.hl7.org/CodeSystem/condition-category';
const OBSERVATION = 'http://terminology.hl7.org/CodeSystem/observation-category';
const US_CORE = 'http://hl7.org/fhir/us/core/CodeSystem';

export type GranularType = 'Condition' | 'Observation';

export const GRANULAR_TYPES: readonly GranularType[] = ['Condition', 'Observation'];

/** A category for which a scope of its own can be granted (US Core, granular scopes). */
export interface Category {
  readonly type: GranularType;
  readonly system: string;
  readonly code: string;
}

/** Scopes that are asked for in one launch. */
export interface ScopeSet {
  readonly name: string;
  readonly categories: readonly Category[];
}

/** The two launches of certification, four scopes each. */
export const SCOPE_SETS: readonly ScopeSet[] = [
  {
    name: 'set1',
    categories: [
      { type: 'Condition', system: CONDITION, code: 'encounter-diagnosis' },
      { type: 'Condition', system: `${US_CORE}/condition-category`, code: 'health-concern' },
      { type: 'Observation', system: OBSERVATION, code: 'laboratory' },
      { type: 'Observation', system: OBSERVATION, code: 'social-history' },
    ],
  },
  {
    name: 'set2',
    categories: [
      { type: 'Condition', system: CONDITION, code: 'problem-list-item' },
      { type: 'Observation', system: OBSERVATION, code: 'vital-signs' },
      { type: 'Observation', system: OBSERVATION, code: 'survey' },
      { type: 'Observation', system: `${US_CORE}/us-core-category`, code: 'sdoh' },
    ],
  },
];

const IDENTITY = 'launch/patient openid fhirUser offline_access patient/Patient.rs';

const scopeOf = ({ type, system, code }: Category): string =>
  `patient/${type}.rs?category=${system}|${code}`;

/** A launch of the standalone app that asks for parts of types only. */
export function granularLaunch(context: PlanContext, { name, categories }: ScopeSet): AppLaunch {
  const client = standaloneClient(context);
  const scopes = [IDENTITY, ...categories.map(scopeOf)].join(' ');
  return {
    name: `granular-${name}`,
    client: client === undefined ? undefined : { ...client, scopes },
    missing: NO_STANDALONE_CLIENT,
    after: tokenResponseProbe(context),
  };
}

/** A launch that asks for whole types, of which the user lets parts through. */
export const selectionLaunch = (context: PlanContext): AppLaunch => ({
  name: 'selection',
  client: launchClient(
    context,
    'selection',
    `${IDENTITY} ${GRANULAR_TYPES.map((type) => `patient/${type}.rs`).join(' ')}`,
  ),
  missing:
    'No launch was made in which the user lets categories through: add auth.clients.selection (as auth.clients.standalone, with login steps that choose categories).',
});

/** A scope for a part, or all, of a type. */
export interface TypeScope {
  readonly type: string;
  readonly rights: string;
  /** What stands behind the question mark. */
  readonly query?: string;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The clinical scopes among these, with their queries. */
export const typeScopes = (granted: readonly string[]): readonly TypeScope[] =>
  granted.flatMap((text) => {
    const match = /^(?:patient|user)\/([A-Za-z]+|\*)\.([^?]+)(?:\?(.+))?$/.exec(text);
    if (match === null) return [];
    const [, type = '', rights = '', query] = match;
    return [{ type, rights, ...(query === undefined ? {} : { query: decoded(query) }) }];
  });

/** Whether a category can be read and searched: `.rs`, or `.r` and `.s` apart. */
export function isGranted(granted: readonly string[], category: Category): boolean {
  const query = `category=${category.system}|${category.code}`;
  const rights = typeScopes(granted)
    .filter((scope) => scope.type === category.type && scope.query === query)
    .map((scope) => scope.rights)
    .join('');
  return rights.includes('r') && rights.includes('s');
}

/** Scopes that open all of a type, so that nothing could be seen of a part. */
export const broadScopes = (granted: readonly string[]): readonly TypeScope[] =>
  typeScopes(granted).filter(
    ({ type, query }) =>
      query === undefined && (type === '*' || GRANULAR_TYPES.some((each) => each === type)),
  );
