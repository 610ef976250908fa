import { describe, expect, it } from 'vitest';
import { open, validator, US_CORE, text, patient, pressure, faults } from './validator-samples.ts';
import { createValidator } from './validator.ts';

describe('profiles', () => {
  it('are taken from the caller beside those that are claimed', () => {
    const { meta: _meta, ...unclaimed } = { ...patient, identifier: undefined };
    const resource = JSON.parse(JSON.stringify(unclaimed));
    expect(faults(resource)).toEqual([]);
    const { issues } = validator.validate(resource, { profiles: [`${US_CORE}us-core-patient`] });
    expect(issues.map(({ rule, profile }) => [rule, profile])).toEqual([
      ['required', `${US_CORE}us-core-patient`],
    ]);
  });

  it('can be named with their version', () => {
    const profiles = [`${US_CORE}us-core-patient|6.1.0`];
    expect(validator.validate(patient, { profiles }).issues).toEqual([]);
  });

  it('can be compiled before they are needed', () => {
    const fresh = createValidator([open('hl7.fhir.r4.core-4.0.1'), open('hl7.fhir.us.core-6.1.0')]);
    fresh.prepare([`${US_CORE}us-core-patient`, 'http://example.org/nobody']);
    expect(fresh.validate(patient).issues).toEqual([]);
  });

  it('of another version are not checked, and said so', () => {
    const profiles = [`${US_CORE}us-core-patient|3.1.1`];
    const { meta: _meta, identifier: _identifier, ...unclaimed } = patient;
    expect(validator.validate(unclaimed, { profiles })).toEqual({
      issues: [],
      notChecked: [
        {
          what: `profile ${US_CORE}us-core-patient|3.1.1`,
          why: 'the packs hold it in version 6.1.0',
          count: 1,
        },
      ],
    });
  });

  it('may be what every resource is', () => {
    const profile = ['http://hl7.org/fhir/StructureDefinition/DomainResource'];
    expect(faults({ ...patient, meta: { profile } })).toEqual([]);
    expect(faults({ ...patient, meta: { profile }, active: 'yes' })).toEqual([
      'primitive-format Patient.active',
    ]);
  });

  it('of another type are faults', () => {
    const resource = { ...patient, meta: { profile: [`${US_CORE}us-core-goal`] } };
    expect(faults(resource)).toEqual(['profile-type Patient']);
  });

  it('that no pack holds are not checked, and said so', () => {
    const profiles = ['http://example.org/StructureDefinition/other'];
    expect(validator.validate(patient, { profiles }).notChecked).toEqual([
      {
        what: 'profile http://example.org/StructureDefinition/other',
        why: 'it is in none of the packs',
        count: 1,
      },
    ]);
  });

  it('tell the same fault once', () => {
    const profile = [`${US_CORE}us-core-blood-pressure`, `${US_CORE}us-core-vital-signs`];
    expect(faults({ ...pressure, meta: { profile }, status: 'done' })).toEqual([
      'binding Observation.status',
    ]);
  });
});

describe('what R4 itself does', () => {
  const statement = {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026',
    kind: 'instance',
    fhirVersion: '4.0.1',
    software: { name: 'x' },
    implementation: { description: 'x' },
    rest: [{ mode: 'server' }],
    text: text('x'),
  };

  it('may stand as a format in a CapabilityStatement', () => {
    expect(faults({ ...statement, format: ['application/fhir+json', 'json', 'xml'] })).toEqual([]);
    expect(faults({ ...statement, format: ['pdf'] })).toEqual([
      'binding CapabilityStatement.format[0]',
    ]);
  });

  it('is a warning where its extensions stand elsewhere in definitions', () => {
    const expectation = {
      url: 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation',
      valueCode: 'SHALL',
    };
    const resource = { ...statement, format: ['json'], _format: [{ extension: [expectation] }] };
    expect(faults(resource)).toEqual([]);
    expect(faults(resource, 'warning')).toEqual([
      'extension-context CapabilityStatement.format[0].extension[0]',
    ]);
  });
});

describe('what is not checked', () => {
  it('names code systems that are not held', () => {
    const condition = {
      resourceType: 'Condition',
      meta: { profile: [`${US_CORE}us-core-condition-problems-health-concerns`] },
      text: text('x'),
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/condition-category',
              code: 'problem-list-item',
            },
          ],
        },
      ],
      clinicalStatus: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
        ],
      },
      code: { coding: [{ system: 'http://snomed.info/sct', code: '38341003' }] },
      subject: { reference: 'Patient/ada' },
    };
    const { issues, notChecked } = validator.validate(condition);
    expect(issues).toEqual([]);
    expect(notChecked.map(({ what }) => what)).toEqual([
      'codes of http://hl7.org/fhir/us/core/ValueSet/us-core-condition-code',
    ]);
  });
});
