import { describe, expect, it } from 'vitest';
import { patient, pressure, faults } from './validator-samples.ts';

describe('references, contained resources and Bundles', () => {
  const organization = { resourceType: 'Organization', id: 'org', name: 'x' };
  const bundle = (...resources: unknown[]) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource, index) => ({
      fullUrl: `urn:uuid:00000000-0000-4000-8000-00000000000${index}`,
      resource,
    })),
  });
  it.each<[string, unknown, string[]]>([
    [
      'the wrong type',
      { ...patient, managingOrganization: { reference: 'Patient/1' } },
      ['reference-target Patient.managingOrganization'],
    ],
    [
      'the wrong type by its absolute URL',
      { ...patient, managingOrganization: { reference: 'https://ehr.example.org/r4/Patient/1' } },
      ['reference-target Patient.managingOrganization'],
    ],
    [
      'contained and there',
      { ...patient, contained: [organization], managingOrganization: { reference: '#org' } },
      [],
    ],
    [
      'contained and not there',
      { ...patient, managingOrganization: { reference: '#org' } },
      ['ref-1 Patient.managingOrganization'],
    ],
    [
      'contained of the wrong type',
      {
        ...patient,
        contained: [{ resourceType: 'Location', id: 'org', name: 'x' }],
        managingOrganization: { reference: '#org' },
      },
      ['reference-target Patient.managingOrganization'],
    ],
    [
      'a fault in a contained resource',
      {
        ...patient,
        contained: [{ ...organization, active: 'yes' }],
        managingOrganization: { reference: '#org' },
      },
      ['primitive-format Patient.contained[0].active'],
    ],
    [
      'contained in contained',
      {
        ...patient,
        contained: [{ ...organization, contained: [organization] }],
        managingOrganization: { reference: '#org' },
      },
      ['dom-2 Patient.contained[0]'],
    ],
    ['a Bundle', bundle(patient, pressure), []],
    [
      'a fault in a Bundle',
      bundle(patient, { ...pressure, status: 'done' }),
      ['binding Bundle.entry[1].resource.status'],
    ],
    [
      'the wrong type in the Bundle',
      bundle(organization, {
        ...pressure,
        subject: { reference: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
      }),
      ['reference-target Bundle.entry[1].resource.subject'],
    ],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));

  it('compares a full url with its resource', () => {
    const entry = [{ fullUrl: 'https://ehr.example.org/r4/Patient/other', resource: patient }];
    expect(faults({ resourceType: 'Bundle', type: 'collection', entry }, 'warning')).toEqual([
      'full-url Bundle.entry[0].resource',
    ]);
  });

  it('checks what is referred to against the profile that is wanted', () => {
    const { identifier: _identifier, meta: _meta, ...anonymous } = patient;
    const subject = { reference: 'urn:uuid:00000000-0000-4000-8000-000000000000' };
    expect(faults(bundle(anonymous, { ...pressure, subject }))).toEqual([
      'reference-profile Bundle.entry[1].resource.subject',
    ]);
  });
});
