import { defineCheck, judged, omit } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from './about-profile.ts';
import { seedProbe } from './seed.probe.ts';
import {
  type CapabilityStatement,
  capabilityStatementProbe,
} from '../capability/capability-statement.probe.ts';
import { declaredResource } from './interaction.ts';

const mentions = (text: unknown, name: string): boolean =>
  typeof text === 'string' && text.toLowerCase().includes(name.split('-').at(-1) ?? name);

/** Whether the capability statement says somewhere that searches of this type need a status. */
function isDocumented(declared: CapabilityStatement, type: string, name: string): boolean {
  const resource = declaredResource(declared, type);
  if (resource === undefined) return false;
  const params = Array.isArray(resource['searchParam']) ? resource['searchParam'] : [];
  return [resource, ...params.filter(isObject)].some(({ documentation }) =>
    mentions(documentation, name),
  );
}

export const statusFallbackCheck = defineCheck({
  ...aboutProfile('search.status-required-fallback', 'MAY', CITATION.searchSingle),
  title: (row: ProfileCheckRow) =>
    `A ${typeOf(row)} search refused for want of a status is refused as US Core allows`,
  failureTitle: (row) =>
    `A ${typeOf(row)} search is refused for want of a status in a way that US Core does not allow`,
  remedy:
    'A server that needs a status answers HTTP 400 with an OperationOutcome, says so in rest.resource.documentation of its capability statement, and serves the search once a status is given.',
  needs: ({ context }: ProfileCheckRow) => ({
    seed: seedProbe(context),
    declared: capabilityStatementProbe(context),
  }),
  judge: ({ seed, declared }, row) => {
    const refused = seed.searches.flatMap(({ done }) => done.statusDemanded ?? []);
    const [first] = refused;
    if (first === undefined) {
      return omit(`The server does not insist on a status in ${typeOf(row)} searches.`);
    }
    if (isDocumented(declared, typeOf(row), first.name)) return judged([]);
    const finding: Finding = {
      severity: 'warning',
      message: `${typeOf(row)} searches need ${first.name}, and the capability statement does not say so.`,
      expression: 'CapabilityStatement.rest.resource.documentation',
      exchange: first.refusal.index,
    };
    return judged([finding]);
  },
});
