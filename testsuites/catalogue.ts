import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RunConfig } from '../core/config.ts';
import { ConfigError } from '../core/parse-config.ts';
import { overridden, type Plan, selected, type Selection } from '../core/plan.ts';
import type { GroupBuilder, PlanContext, Suite } from '../core/suite.ts';
import { backendServicesGroup } from './backend-services/index.ts';
import { apiParityGroup } from './bulk/api-parity.ts';
import { bulkGroup } from './bulk/index.ts';
import { attestationGroup } from './attestation/index.ts';
import { capabilityGroup } from './capability/index.ts';
import { G10_CRITERIA } from './citations.ts';
import { unplanned } from './coverage.ts';
import { corsGroup } from './cors/index.ts';
import { introspectionGroup } from './introspection/index.ts';
import { refusalsGroup } from './refusals/index.ts';
import { limitedLaunchGroup } from './limited-launch/index.ts';
import { v1ScopesGroup } from './v1-scopes/index.ts';
import { publicClientGroup } from './public-client/index.ts';
import { asymmetricGroup } from './asymmetric/index.ts';
import { ehrLaunchGroup } from './ehr-launch/index.ts';
import { revocationGroup } from './revocation/index.ts';
import { granularGroup } from './granular/index.ts';
import { LOGIN_GROUP, loginGroup } from './login/index.ts';
import { openidGroup } from './openid/index.ts';
import { packRows, packVersions } from './pack-catalogue.ts';
import { securityGroup } from './security/index.ts';
import { smartDiscoveryGroup } from './smart-discovery/index.ts';
import { standaloneLaunchGroup } from './standalone-launch/index.ts';
import g10 from './suites/g10.json' with { type: 'json' };
import security from './suites/security.json' with { type: 'json' };
import usCore from './suites/us-core.json' with { type: 'json' };
import suiteSchema from './suites/suite.schema.json' with { type: 'json' };
import { refreshGroup, tokenGroup } from './token/index.ts';
import { acrossProfilesGroup, clinicalNotesGroup } from './us-core-special/index.ts';
import { usCoreGroup } from './us-core/index.ts';

const BUILDERS: Readonly<Record<string, GroupBuilder>> = {
  'backend-services': backendServicesGroup,
  bulk: bulkGroup,
  'bulk-parity': apiParityGroup,
  capability: capabilityGroup,
  cors: corsGroup,
  'smart-discovery': smartDiscoveryGroup,
  'standalone-launch': standaloneLaunchGroup,
  token: tokenGroup,
  openid: openidGroup,
  refresh: refreshGroup,
  attestation: attestationGroup,
  granular: granularGroup,
  revocation: revocationGroup,
  'ehr-launch': ehrLaunchGroup,
  asymmetric: asymmetricGroup,
  'public-client': publicClientGroup,
  'v1-scopes': v1ScopesGroup,
  'limited-launch': limitedLaunchGroup,
  refusals: refusalsGroup,
  security: securityGroup,
  introspection: introspectionGroup,
  'clinical-notes': clinicalNotesGroup,
  'across-profiles': acrossProfilesGroup,
};

const US_CORE_PREFIX = 'us-core:';

/** The builder behind a suite's key; `us-core:<profile>` is one builder for every profile. */
const builderFor = (key: string): GroupBuilder | undefined =>
  key.startsWith(US_CORE_PREFIX) ? usCoreGroup(key.slice(US_CORE_PREFIX.length)) : BUILDERS[key];

const isSuite = new Ajv2020({ allErrors: true, strict: true }).compile<Suite>(suiteSchema);

/** A suite file's content as a suite. Throws `ConfigError` naming what is wrong and where. */
export function parseSuite(value: unknown, source: string): Suite {
  if (!isSuite(value)) {
    const problems = (isSuite.errors ?? []).map(
      ({ instancePath, message }) => `${source}: ${instancePath || 'the suite'} ${message}`,
    );
    throw new ConfigError(problems);
  }
  for (const { builder, id } of value.groups) {
    if (builderFor(builder) === undefined) {
      throw new ConfigError([`${source}: groups.${id}.builder "${builder}" is not known`]);
    }
  }
  return value;
}

const SUITES: ReadonlyMap<string, Suite> = new Map(
  [g10, security, usCore].map((suite) => [suite.id, parseSuite(suite, `suite ${suite.id}`)]),
);

export const suiteIds: readonly string[] = [...SUITES.keys()];

const suiteOf = (id: string): Suite => {
  const suite = SUITES.get(id);
  if (suite === undefined) {
    throw new ConfigError([
      `suites: "${id}" is not a suite; there are ${suiteIds.map((known) => `"${known}"`).join(', ')}`,
    ]);
  }
  return suite;
};

function checkOptions(suite: Suite, { options }: RunConfig): void {
  for (const name of ['usCore', 'smart', 'bulk'] as const) {
    const offered = suite.options[name];
    if (offered.length > 0 && !offered.includes(options[name])) {
      throw new ConfigError([
        `options.${name}: "${options[name]}" is not offered by suite ${suite.id}; there are ${offered.join(', ')}`,
      ]);
    }
  }
}

/** `--only login` tries the configured logins and asks for nothing else. */
export const isDryRun = ({ only = [] }: Selection): boolean =>
  only.length === 1 && only[0] === LOGIN_GROUP.id;

/**
 * All that a run of this configuration checks: a pure function of configuration, suites and packs.
 * Throws `ConfigError` for a suite or an option that there is not.
 */
export function planRun(config: RunConfig, selection: Selection = {}): Plan {
  const suites = config.suites.map(suiteOf);
  for (const suite of suites) checkOptions(suite, config);
  const context: PlanContext = { config, pack: packRows(config.options.usCore) };
  if (isDryRun(selection)) {
    const checks = loginGroup(context, LOGIN_GROUP.id);
    const plan = { suites, groups: [LOGIN_GROUP], checks, criteria: [], unplanned: [] };
    return selected(plan, { ...(selection.skip && { skip: selection.skip }) });
  }
  const checks = suites.flatMap((suite) =>
    overridden(
      suite.groups.flatMap(({ id, builder }) => builderFor(builder)?.(context, id) ?? []),
      suite,
    ),
  );
  const groups = suites.flatMap((suite) =>
    suite.groups.map(({ id, title, about }) => ({ id, title, about })),
  );
  const criteria = suites.some((suite) => suite.criteria === 'g10') ? G10_CRITERIA : [];
  const distinct = [...new Map(checks.map((check) => [check.id, check])).values()];
  const plan = selected({ suites, groups, checks: distinct, criteria, unplanned: [] }, selection);
  // Counted after the selection: what --only leaves out is not shown either.
  return criteria.length === 0 ? plan : { ...plan, unplanned: unplanned(plan.checks) };
}

export { packVersions };
