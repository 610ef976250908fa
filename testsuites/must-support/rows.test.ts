import { describe, expect, it } from 'vitest';
import { planCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { packRows, packVersions } from '../pack-catalogue.ts';
import untested from '../requirements/untested.json' with { type: 'json' };
import { requirements } from '../us-core/requirement-ids.ts';
import { acrossProfilesGroup } from '../us-core-special/index.ts';
import { amendmentsOf, isLifted } from './amendments.ts';
import { mustSupportChecks } from './index.ts';
import { liftedCheck } from './lifted.check.ts';
import { mustSupportRows } from './rows.ts';

const contextFor = (usCore: string): PlanContext => ({
  config: fakeConfig({ options: { usCore, smart: '2.0.0', bulk: '2.0.0' } }),
  pack: packRows(usCore),
});

const planned = (usCore: string) => {
  const context = contextFor(usCore);
  return context.pack.profiles.flatMap((profile) =>
    mustSupportChecks({ ...context, profile }, profile.id),
  );
};

const endings = (usCore: string, profileId: string): readonly string[] => {
  const context = contextFor(usCore);
  const profile = context.pack.profiles.find(({ id }) => id === profileId);
  if (profile === undefined) return [];
  return mustSupportChecks({ ...context, profile }, 'g').map(
    ({ id }) => id.split('.must-support.')[1] ?? id,
  );
};

describe('the catalogue', () => {
  it('has each of its must-support rows planned, or says why not', () => {
    const checks = [...planned('6.1.0'), ...acrossProfilesGroup(contextFor('6.1.0'), 'g')];
    const shown = new Set(checks.flatMap((check) => check.requirements));
    const listed: readonly { readonly id: string }[] = untested;
    const excused = new Set(listed.map(({ id }) => id));
    const left = requirements.filter(
      ({ id, area, level }) =>
        area === 'must-support' && level === 'SHALL' && !shown.has(id) && !excused.has(id),
    );
    expect(left.map(({ id }) => id)).toEqual([]);
  });

  it('knows every row that is planned for its version', () => {
    const known = new Set(requirements.map(({ id }) => id));
    const strange = planned('6.1.0')
      .flatMap((check) => check.requirements)
      .filter((id) => id.includes('.must-support.') && !known.has(id));
    expect(strange).toEqual([]);
  });
});

it.each(packVersions)('no two checks of %s have the same id', (usCore) => {
  const ids = planned(usCore).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(250);
  expect(new Set(ids).size).toBe(ids.length);
});

it.each(packVersions)('every slice on a path of %s is one that can be told', (usCore) => {
  const context = contextFor(usCore);
  const untold = context.pack.profiles.flatMap((profile) =>
    mustSupportRows({ ...context, profile }).elements.flatMap(({ element: { path } }) => {
      const { slices, extensions } = profile.mustSupport;
      return path
        .split('.')
        .flatMap((segment) => segment.split(':')[1] ?? [])
        .filter(
          (name) =>
            ![...slices.map((row) => row.slice), ...extensions.map((row) => row.id)].includes(name),
        )
        .map((name) => `${profile.id}.${path} ${name}`);
    }),
  );
  expect(untold).toEqual([]);
});

describe('narrative, corrections and discretion', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    [
      '6.1.0',
      'us-core-encounter',
      ['choice.reasonCode|reasonReference', 'choice.location.location|serviceProvider'],
      ['reasonCode', 'serviceProvider'],
    ],
    [
      '6.1.0',
      'us-core-patient',
      ['choice.name.period.end|name.use', 'deceasedDateTime', 'name.suffix', 'extension.race'],
      ['name.use', 'name.period', 'deceased[x]', 'extension.genderIdentity'],
    ],
    ['6.1.0', 'us-core-smokingstatus', ['effective[x]'], ['slice.effective[x]:effectiveDateTime']],
    ['5.0.1', 'us-core-smokingstatus', ['slice.effective[x]:effectiveDateTime'], ['effective[x]']],
    ['6.1.0', 'us-core-coverage', ['class:plan.name'], ['class:group.name']],
    ['7.0.0', 'us-core-coverage', ['class:group.name'], []],
    [
      '6.1.0',
      'us-core-condition-encounter-diagnosis',
      ['abatementDateTime'],
      ['clinicalStatus', 'choice.onsetDateTime|assertedDate', 'onsetDateTime'],
    ],
    [
      '7.0.0',
      'us-core-condition-encounter-diagnosis',
      ['clinicalStatus', 'choice.onsetDateTime|assertedDate'],
      ['onsetDateTime'],
    ],
    [
      '6.1.0',
      'us-core-blood-pressure',
      ['component:systolic.dataAbsentReason', 'component:diastolic.valueQuantity.code=mm[Hg]'],
      ['valueQuantity', 'dataAbsentReason'],
    ],
    ['4.0.0', 'us-core-blood-pressure', [], ['component:systolic.dataAbsentReason']],
    ['7.0.0', 'us-core-average-blood-pressure', ['component.dataAbsentReason'], []],
    ['6.1.0', 'us-core-heart-rate', ['valueQuantity'], ['component', 'dataAbsentReason']],
    ['6.1.0', 'us-core-practitioner', ['choice.address|PractitionerRole'], ['address.city']],
    ['5.0.1', 'us-core-practitioner', ['address.city'], ['choice.address|PractitionerRole']],
    ['7.0.0', 'us-core-procedure', ['choice.reasonCode|reasonReference'], ['reasonCode']],
    [
      '3.1.1',
      'us-core-implantable-device',
      ['choice.udiCarrier.carrierAIDC|udiCarrier.carrierHRF'],
      ['udiCarrier.carrierHRF'],
    ],
    ['4.0.0', 'us-core-patient', ['name.suffix', 'extension.birthsex'], ['address.period']],
    ['8.0.0', 'us-core-patient', ['choice.interpreterRequired|interpreterRequired'], ['gender']],
    ['8.0.0', 'us-core-encounter', [], ['extension.interpreterRequired']],
    ['8.0.0', 'us-core-organization', ['identifier'], ['identifier:CLIA.value']],
  ])('%s %s', (usCore, profile, asked, notAsked) => {
    const keys = endings(usCore, profile);
    expect(keys.length).toBeGreaterThan(0);
    expect(asked.filter((key) => !keys.includes(key))).toEqual([]);
    expect(notAsked.filter((key) => keys.includes(key))).toEqual([]);
  });

  it('are said in the report where they lift something', () => {
    const context = contextFor('6.1.0');
    const profile = context.pack.profiles.find(({ id }) => id === 'us-core-coverage');
    if (profile === undefined) throw new Error('no coverage');
    const [row] = mustSupportRows({ ...context, profile }).lifted;
    if (row === undefined) throw new Error('nothing lifted');
    const check = planCheck('g', 'uscore', liftedCheck, row);
    expect(check.requirements).toEqual(['uscore.coverage.waived.class:group.name']);
    expect(check.judge({})).toEqual({
      kind: 'omitted',
      reason:
        'An accepted correction takes must-support from the name of the group class. (FHIR-50283)',
    });
  });

  it('make what a profile outside certification shows advice', () => {
    const checks = planned('6.1.0');
    const advice = (part: string) =>
      checks.filter(({ id }) => id.includes(part)).map((check) => check.advice);
    expect(new Set(advice('.observation-sexual-orientation.must-support.'))).toEqual(
      new Set([true]),
    );
    expect(new Set(advice('.location.must-support.'))).toEqual(new Set([true]));
    expect(new Set(advice('.patient.must-support.'))).toEqual(new Set([false]));
  });

  it('hold for the versions and profiles that they name', () => {
    const base = { id: 'us-core-blood-pressure', type: 'Observation' };
    expect(amendmentsOf('6.1.0', base).map(({ name }) => name)).toEqual(['blood-pressure-value']);
    expect(amendmentsOf('9.9.9', base)).toEqual([]);
  });
});

it.each([
  ['media', ['media'], true],
  ['media.link', ['media'], false],
  ['media.link', ['media.*'], true],
  ['component:systolic.dataAbsentReason', ['component:*.dataAbsentReason'], true],
  ['component:systolic.code', ['component:*.dataAbsentReason'], false],
  ['a.b.c', ['a*b*c'], true],
  ['a.c', ['a*b*c'], false],
  ['ab', ['ab*b'], false],
  ['anything', ['*'], true],
  ['anything', [], false],
])('%s is lifted by %j: %s', (key, lifts, expected) => {
  expect(isLifted(key, lifts)).toBe(expected);
});
