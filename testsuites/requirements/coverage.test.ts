import { describe, expect, it } from 'vitest';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { planRun } from '../catalogue.ts';
import { requirements } from '../us-core/requirement-ids.ts';
import untested from './untested.json' with { type: 'json' };

const AREAS = new Set(['capability', 'conformance', 'search', 'reference', 'provenance', 'notes']);

const plan = planRun(fakeConfig());
const planned = new Set(plan.checks.flatMap((check) => check.requirements));
const excused = new Map<string, { readonly reason: string; readonly citation: string }>(
  (untested as readonly { id: string; reason: string; citation: string }[]).map((row) => [
    row.id,
    row,
  ]),
);
const obligatory = requirements.filter(
  ({ id, area, level }) =>
    level === 'SHALL' && AREAS.has(area) && !id.startsWith('capability.bulk'),
);

describe('what is demanded of data, searches and the capability statement', () => {
  it('is all looked at by a check, or a reason is written why not', () => {
    expect(obligatory.length).toBeGreaterThan(400);
    const open = obligatory.filter(({ id }) => !planned.has(id) && !excused.has(id));
    expect(open.map(({ id }) => id)).toEqual([]);
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
