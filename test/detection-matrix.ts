import { type Fault, faults } from '../sandbox/faults.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import g10 from '../testsuites/suites/g10.json' with { type: 'json' };
import { idsOf, runSandbox, type SandboxOptions } from './detection.ts';

/** What one fault did to the checks. */
export interface Detection {
  readonly fault: string;
  /** Checks that it made fail or warn. */
  readonly turned: readonly string[];
  /** Checks that could no longer be shown: skipped, or lost to an unanswered request. */
  readonly lost: readonly string[];
}

const PREFIX = 'us-core:';
const profiles = packRows('6.1.0').profiles;

const typeOfGroup = (builder: string): string | undefined =>
  builder.startsWith(PREFIX)
    ? profiles.find(({ id }) => id === builder.slice(PREFIX.length))?.type
    : undefined;

/** What each area of faults is looked for in; access needs no naming, every group has it. */
const GROUPS_OF_AREA: Readonly<Record<string, readonly string[]>> = {
  capability: ['capability', 'patient', 'allergyintolerance'],
  'smart-discovery': ['smart-discovery', 'standalone-launch', 'ehr-launch'],
  authorize: ['standalone-launch', 'refusals', 'limited-launch', 'public-client', 'ehr-launch'],
  token: [
    'standalone-launch',
    'token',
    'refresh',
    'introspection',
    'revocation',
    'refusals',
    'asymmetric',
    'v1-scopes',
    'limited-launch',
    'public-client',
    'ehr-launch',
    'attestation',
  ],
  openid: ['openid', 'standalone-launch'],
  access: ['capability', 'standalone-launch', 'limited-launch', 'refusals', 'granular'],
  bundle: ['patient', 'allergyintolerance', 'heart-rate'],
  record: ['clinical-notes', 'across-profiles'],
  http: ['capability', 'smart-discovery', 'standalone-launch', 'patient', 'allergyintolerance'],
  'backend-services': ['backend-services'],
  jwks: ['backend-services', 'attestation'],
  published: ['attestation'],
  bulk: ['capability', 'bulk'],
  'bulk-parity': ['bulk-parity'],
  tls: ['security'],
  'smart-2.2': ['smart-discovery', 'cors'],
};

/** Where else a fault shows than in the groups of its area. */
const ALSO_IN: Readonly<Record<string, readonly string[]>> = {
  'error-400-for-insufficient-scope': ['limited-launch'],
  'assertion-type-ignored': ['backend-services'],
  'granular-granted-broad': ['granular'],
  'granular-refused': ['granular'],
};

/** The resource type that a fault of a family is about. */
export const typeOfFault = (fault: string): string | undefined =>
  fault.split(':')[1]?.split('.')[0];

/**
 * What is run against a fault: the groups of the resource type that it is about, or those in which
 * a fault of its area can show.
 */
export function groupsFor(fault: string): readonly string[] {
  const area = faults.find(({ id }) => id === fault)?.area;
  const own = [...(GROUPS_OF_AREA[area ?? ''] ?? []), ...(ALSO_IN[fault] ?? [])];
  const type = typeOfFault(fault);
  if (type === undefined || area === 'bulk') return own;
  const ofType = g10.groups.filter(({ builder }) => typeOfGroup(builder) === type);
  if (ofType.length === 0) return own;
  const groups = fault.startsWith(SHOWS_WHERE_REFERRED)
    ? [...ofType, ...groupsReferringTo(type)]
    : ofType;
  return [...new Set(groups.map(({ id }) => id))];
}

/** What is read is looked at by the checks of those who refer to it. */
const SHOWS_WHERE_REFERRED = 'read-with-unknown-element:';

const groupsReferringTo = (type: string): typeof g10.groups => {
  const targets = profiles.filter((profile) => profile.type === type).map(({ url }) => url);
  const referring = profiles.filter(({ references }) =>
    references.some(({ targetProfiles }) => targetProfiles.some((url) => targets.includes(url))),
  );
  return g10.groups.filter(({ builder }) =>
    referring.some(({ id }) => builder === `${PREFIX}${id}`),
  );
};

/** Faults that something planned is about. */
export const faultsInScope: readonly Fault[] = faults.filter(({ id }) => groupsFor(id).length > 0);

/** Faults that show only under another version than the sandbox's usual one. */
const VERSIONS_OF_AREA: Readonly<Record<string, SandboxOptions>> = {
  'smart-2.2': { smart: '2.2.0' },
};

/** Runs what is about this fault against a sandbox broken by it alone. */
export async function detect(fault: string): Promise<Detection> {
  const area = faults.find(({ id }) => id === fault)?.area ?? '';
  const { results } = await runSandbox({ ...VERSIONS_OF_AREA[area], faults: [fault] }, undefined, {
    only: groupsFor(fault),
  });
  return {
    fault,
    turned: idsOf(results, 'fail', 'warn'),
    lost: idsOf(results, 'skip', 'error'),
  };
}

/** Every n-th fault in scope, from the first, second … on. */
export const partOf = (part: number, parts: number): readonly Fault[] =>
  faultsInScope.filter((_fault, at) => at % parts === part);
