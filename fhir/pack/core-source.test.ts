import { describe, expect, it } from 'vitest';
import { coreDefinitions } from './core-source.ts';

describe('R4 as it was published', () => {
  const element = (path: string) => {
    const [type] = path.split('.');
    for (const each of coreDefinitions())
      if (each.resourceType === 'StructureDefinition' && each.id === type)
        return each.snapshot?.element.find((found) => found.path === path);
    return undefined;
  };
  const targets = (path: string) =>
    element(path)?.type?.flatMap(({ targetProfile = [] }) =>
      targetProfile.map((url) => url.slice(url.lastIndexOf('/') + 1)),
    );

  it.each(['Meta.account', 'ResearchStudy.studyDesign', 'ResearchStudy.label'])(
    'has no %s',
    (path) => expect(element(path)).toBeUndefined(),
  );

  it('has what was taken out', () =>
    expect(element('EvidenceVariable.characteristic.definition[x]')?.min).toBe(1));

  it('has minimums, bindings and targets that were changed', () => {
    const { min, constraint } = element('EvidenceVariable.characteristic') ?? {};
    expect([min, constraint?.map(({ key }) => key)]).toEqual([1, ['ele-1']]);
    expect(element('DetectedIssue.status')?.binding?.valueSet).toContain('observation-status');
    expect(targets('ResearchStudy.site')).toEqual(['Location']);
    expect(targets('AuditEvent.agent.who')).not.toContain('Bot');
  });
});
