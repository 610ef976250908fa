import { describe, expect, it } from 'vitest';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { planRun } from '../catalogue.ts';
import { requirements } from '../us-core/requirement-ids.ts';
import untested from './untested.json' with { type: 'json' };

const DATA = new Set(['capability', 'conformance', 'search', 'reference', 'provenance', 'notes']);
const AUTHORIZATION = new Set([
  'smart-standalone',
  'smart-limited',
  'smart-ehr',
  'smart-granular',
  'smart-public',
  'smart-backend',
  'token',
  'security',
  'attestation',
]);

const plan = planRun(fakeConfig());
const planned = new Set(plan.checks.flatMap((check) => check.requirements));
const excused = new Map<string, { readonly reason: string; readonly citation: string }>(
  (untested as readonly { id: string; reason: string; citation: string }[]).map((row) => [
    row.id,
    row,
  ]),
);
const obligatory = (areas: ReadonlySet<string>) =>
  requirements.filter(
    ({ id, area, level }) =>
      level === 'SHALL' && areas.has(area) && !id.startsWith('capability.bulk'),
  );

/** Of exports and their tokens every row is looked at, the optional ones too. */
const ofExports = requirements.filter(
  ({ id, area }) => ['smart-backend', 'bulk'].includes(area) || id.startsWith('capability.bulk'),
);

describe('what is demanded', () => {
  it.each([
    ['data, searches and the capability statement', DATA, 400],
    ['launches, tokens and attestations', AUTHORIZATION, 150],
  ])('of %s is all looked at, or a reason is written why not', (_what, areas, least) => {
    const rows = obligatory(areas);
    expect(rows.length).toBeGreaterThan(least);
    const open = rows.filter(({ id }) => !planned.has(id) && !excused.has(id));
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  it.each(['1.0.1', '2.0.0'])('is planned of Bulk Data %s, options and all', (bulk) => {
    const config = fakeConfig();
    const { checks } = planRun({ ...config, options: { ...config.options, bulk } });
    const named = new Set(checks.flatMap((check) => check.requirements));
    expect(ofExports.length).toBeGreaterThan(120);
    expect(ofExports.filter(({ id }) => !named.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('is excused only where nothing looks at it, with a reason and its source', () => {
    const known = new Set(requirements.map(({ id }) => id));
    for (const [id, { reason, citation }] of excused) {
      expect(known, id).toContain(id);
      expect(planned, id).not.toContain(id);
      expect(reason.length, id).toBeGreaterThan(20);
      expect(citation.length, id).toBeGreaterThan(3);
    }
  });
});
