import type { Check } from '../core/check.ts';
import { CITATION } from './citations.ts';
import { type Requirement, requirements } from './us-core/requirement-ids.ts';

/** Which paragraph a row of the catalogue belongs to, by its area where that decides. */
const BY_AREA: Readonly<Record<string, readonly string[]>> = {
  capability: [CITATION.dataResponseSingle],
  conformance: [CITATION.dataResponseSingle],
  'must-support': [CITATION.dataResponseSingle],
  reference: [CITATION.dataResponseSingle],
  notes: [CITATION.dataResponseSingle],
  search: [CITATION.searchSingle],
  provenance: [CITATION.searchSingle],
  'smart-standalone': [CITATION.firstConnection],
  'smart-ehr': [CITATION.firstConnection],
  'smart-limited': [CITATION.firstConnection],
  'smart-granular': [CITATION.firstConnection],
  'smart-public': [CITATION.firstConnection],
  'smart-backend': [CITATION.systemScopes],
  token: [CITATION.firstConnection],
  bulk: [CITATION.dataResponseMultiple, CITATION.searchMultiple],
  security: [CITATION.secureConnectionUser],
};

/** Rows whose paragraph is another than their area's. */
const BY_PREFIX: readonly (readonly [prefix: string, citation: string])[] = [
  ['token.introspection.', CITATION.introspection],
  ['smart.discovery.introspection_endpoint', CITATION.introspection],
  ['token.revocation.', CITATION.revocation],
  ['token.refresh.', CITATION.subsequentConnection],
  ['token.response.refresh_token', CITATION.refreshConfidential],
  ['security.tls.bulk', CITATION.secureConnectionSystem],
  ['capability.bulk.', CITATION.dataResponseMultiple],
  ['g10.visual.registration.', CITATION.registration],
  ['g10.visual.authorize-gui', CITATION.firstConnection],
  ['g10.visual.offline-access-notice', CITATION.firstConnection],
  ['g10.visual.refresh-3-months', CITATION.refreshConfidential],
  ['g10.visual.native-refresh', CITATION.refreshNative],
  ['g10.visual.refresh-renewal', CITATION.refreshRenewed],
  ['g10.visual.accuracy', CITATION.dataResponseSingle],
  ['g10.visual.multi-patient', CITATION.searchMultiple],
  ['g10.visual.bulk-since', CITATION.dataResponseMultiple],
  ['g10.visual.documentation-public', CITATION.documentationPublic],
  ['g10.visual.base-urls-public', CITATION.documentationPublic],
  ['g10.visual.tls-explanation', CITATION.secureConnectionUser],
  ['g10.visual.jwks-cache', CITATION.systemScopes],
  ['g10.visual.clinical-test-scope', CITATION.firstConnection],
  ['g10.visual.token-validation', CITATION.introspection],
];

export const citationsFor = ({ id, area }: Requirement): readonly string[] => {
  const special = BY_PREFIX.find(([prefix]) => id.startsWith(prefix));
  return special === undefined ? (BY_AREA[area] ?? []) : [special[1]];
};

/** Obligatory rows that no planned check looks at: what this run cannot show, by paragraph. */
export function unplanned(
  checks: readonly Pick<Check, 'requirements'>[],
): readonly { readonly citation: string; readonly count: number }[] {
  const planned = new Set(checks.flatMap((check) => check.requirements));
  const counts = new Map<string, number>();
  for (const row of requirements) {
    if (row.level !== 'SHALL' || !row.certified || planned.has(row.id)) continue;
    for (const citation of citationsFor(row)) {
      counts.set(citation, (counts.get(citation) ?? 0) + 1);
    }
  }
  return [...counts].map(([citation, count]) => ({ citation, count }));
}
