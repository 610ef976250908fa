import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { PackRows, ProfileRow } from '../../fhir/pack-rows.ts';
import { CITATION } from '../citations.ts';
import { stringsIn } from '../launch/json-reply.ts';
import { isAtLeast } from '../launch/us-core-types.ts';
import { withoutVersion } from './canonical.ts';
import { capabilityStatementProbe } from './capability-statement.probe.ts';

/**
 * Profiles that US Core lists for its servers and certification does not ask for, with the version
 * from which it does ask, if ever ((g)(10) test procedure, capability statement step).
 */
const NOT_CERTIFIED: ReadonlyMap<string, string | undefined> = new Map([
  ['us-core-location', '7.0.0'],
  ['us-core-medication', undefined],
  ['us-core-observation-sexual-orientation', undefined],
  ['us-core-practitionerrole', undefined],
  ['us-core-questionnaireresponse', undefined],
  ['us-core-simple-observation', undefined],
  ['us-core-vital-signs', undefined],
]);

const isCertified = ({ id }: ProfileRow, version: string): boolean => {
  if (!NOT_CERTIFIED.has(id)) return true;
  const since = NOT_CERTIFIED.get(id);
  return since !== undefined && isAtLeast(version, since);
};

/** The profiles that certification wants to see declared, in the order of the pack. */
export function declaredProfiles({ profiles, resources, version }: PackRows): ProfileRow[] {
  const listed = new Set(
    resources.flatMap(({ supportedProfiles }) => supportedProfiles.map(withoutVersion)),
  );
  return profiles.filter((profile) => listed.has(profile.url) && isCertified(profile, version));
}

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

const resourcesIn = (statement: JsonObject): readonly JsonObject[] =>
  objectsIn(statement['rest']).flatMap((rest) => objectsIn(rest['resource']));

/** US Core, Conformance expectations: each supported profile is declared. */
export const supportedProfile = (context: PlanContext) =>
  defineCheck({
    id: ({ id }: ProfileRow) => `supported-profile.${id}`,
    level: 'SHALL',
    needs: { statement: capabilityStatementProbe(context) },
    title: ({ name }) => `Capability statement declares ${name}`,
    failureTitle: ({ name }) => `Capability statement does not declare ${name}`,
    remedy: ({ type, url }) =>
      `Support the profile and list "${url}" in supportedProfile of the ${type} entry under CapabilityStatement.rest.resource.`,
    citations: [CITATION.dataResponseSingle],
    requirements: ({ id }) => [`capability.supported-profile.${id}`],
    judge: ({ statement: { exchange, resource } }, { type, url }) => {
      const entries = resourcesIn(resource);
      const declared = (entry: JsonObject) =>
        stringsIn(entry['supportedProfile']).map(withoutVersion);
      if (entries.some((entry) => declared(entry).includes(url))) return judged([]);
      const own = entries.filter((entry) => entry['type'] === type).flatMap(declared);
      return judged([
        differs(`CapabilityStatement.rest.resource.where(type='${type}').supportedProfile`, {
          expected: `"${url}"`,
          received: own.length === 0 ? 'no profile' : own.map((name) => `"${name}"`).join(', '),
          exchange,
        }),
      ]);
    },
  });
