import { describe, expect, it } from 'vitest';
import { gathered, mustSupportCheck } from '../../test/must-support-evidence.ts';

const LOINC = 'http://loinc.org';
const pressure = (...components: readonly object[]) => ({
  resourceType: 'Observation',
  id: 'bp',
  component: components,
});
const coded = (code: string, system?: string) => ({
  code: { coding: [{ code, ...(system === undefined ? {} : { system }) }] },
});

describe('a slice', () => {
  const check = mustSupportCheck('us-core-blood-pressure', 'slice.component:systolic');

  it.each([
    ['its code and system', [pressure(coded('8462-4', LOINC), coded('8480-6', LOINC))], 'judged'],
    ['its code without a system', [pressure(coded('8480-6'))], 'skipped'],
    ['another code', [pressure(coded('8462-4', LOINC))], 'skipped'],
    ['no component', [pressure()], 'skipped'],
    ['no resource', [], 'skipped'],
  ])('%s', (_case, resources, kind) => {
    expect(check.judge({ gathered: gathered(...resources) }).kind).toBe(kind);
  });

  it('says by what it is told', () => {
    expect(check.judge({ gathered: gathered(pressure(coded('8480-6')), pressure()) })).toEqual({
      kind: 'skipped',
      reason:
        '2 Observation resources looked at, none shows Observation.component:systolic: 1 without it, 1 with component, but none that is told by code http://loinc.org|8480-6.',
    });
  });
});

it('a slice by a value set names its first codes', () => {
  const check = mustSupportCheck('us-core-servicerequest', 'slice.category:us-core');
  const order = { resourceType: 'ServiceRequest', category: [{ text: 'Care' }] };
  expect(check.judge({ gathered: gathered(order) })).toMatchObject({
    reason: expect.stringMatching(/told by one of .*\|sdoh, .* or \d+ more\.$/) as unknown,
  });
});
