import type { Breakage } from '../faults.ts';
import type { ScopeOffer } from './pages.ts';
import { isGrantable, parseScope } from './scopes.ts';

const SAYS: Readonly<Record<string, string>> = {
  openid: 'Know who you are',
  fhirUser: 'Know who you are in this record system',
  'launch/patient': 'Know whose record you chose',
  launch: 'Know what you are looking at',
  offline_access: 'Keep access when you are away',
  online_access: 'Keep access while you are signed in',
};

const V1_PERMISSION = /\.(read|write|\*)$/;

const CONDITION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/condition-category';
const OBSERVATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const US_CORE = 'http://hl7.org/fhir/us/core/CodeSystem';

/** Parts of a type that a user can share instead of all of it (US Core, granular scopes). */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  Condition: [
    `${CONDITION_CATEGORY}|encounter-diagnosis`,
    `${CONDITION_CATEGORY}|problem-list-item`,
    `${US_CORE}/condition-category|health-concern`,
  ],
  Observation: [
    `${US_CORE}/us-core-observation-category|clinical-test`,
    `${OBSERVATION_CATEGORY}|laboratory`,
    `${OBSERVATION_CATEGORY}|social-history`,
    `${US_CORE}/us-core-category|sdoh`,
    `${OBSERVATION_CATEGORY}|survey`,
    `${OBSERVATION_CATEGORY}|vital-signs`,
  ],
};

/** What the consent page offers: what was asked for and can be granted, and parts of it. */
export function offersOf(asked: readonly string[]): readonly ScopeOffer[] {
  const whole = [...new Set(asked)].filter(isGrantable);
  const parts = whole.flatMap((scope) => {
    const [, type = ''] =
      /^(?:patient|user)\/(Condition|Observation)\.c?ru?d?s?$/.exec(scope) ?? [];
    return (CATEGORIES[type] ?? []).map((category) => `${scope}?category=${category}`);
  });
  const offer =
    (ticked: boolean) =>
    (scope: string): ScopeOffer => ({ scope, says: SAYS[scope] ?? describe(scope), ticked });
  const more = parts.filter((scope) => !whole.includes(scope));
  return [...whole.map(offer(true)), ...more.map(offer(false))];
}

const describe = (text: string): string => {
  const scope = parseScope(text);
  if (scope === undefined) return 'Use the app';
  const what = scope.type === '*' ? 'Everything' : scope.type;
  return `${scope.actions.has('c') || scope.actions.has('u') ? 'Change' : 'Read'} ${what}${scope.filter === undefined ? '' : ' of one category'}`;
};

const WITHHELD = {
  openid: 'scope-openid-not-granted',
  fhirUser: 'scope-fhir-user-not-granted',
  'launch/patient': 'scope-launch-patient-not-granted',
  offline_access: 'scope-offline-access-not-granted',
  launch: 'scope-launch-not-granted',
} as const;

/** What the user let through of what was asked for. */
export function grantedScopes(
  asked: readonly string[],
  ticked: readonly string[],
  { broken }: Breakage,
  fromEhr = false,
): readonly string[] {
  return offersOf(asked)
    .map(({ scope }) => scope)
    .filter((scope) => ticked.includes(scope))
    .filter((scope) => {
      if (scope in WITHHELD) return !broken(WITHHELD[scope as keyof typeof WITHHELD]);
      if (V1_PERMISSION.test(scope) && broken('scopes-refused-v1')) return false;
      if (fromEhr && scope.startsWith('patient/') && broken('ehr-patient-scopes-refused'))
        return false;
      if (scope.includes('?') && broken('granular-not-granted')) return false;
      const type = parseScope(scope)?.type ?? '';
      return !broken(`scope-type-not-granted:${type}`);
    })
    .flatMap((scope) =>
      scope.includes('?') && broken('granular-granted-broad')
        ? [scope, scope.replace(/\?.*/, '')]
        : [scope],
    )
    .map((scope) => {
      if (fromEhr && broken('ehr-scopes-granted-as-patient'))
        return scope.replace(/^user\//, 'patient/');
      if (broken('scopes-granted-as-v1')) return scope.replace(/\.r?s$|\.rs$/, '.read');
      if (broken('scopes-granted-as-user')) return scope.replace(/^patient\//, 'user/');
      return scope;
    });
}
