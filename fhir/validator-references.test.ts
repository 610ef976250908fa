import { describe, expect, it } from 'vitest';
import { faults, patient, pressure, text } from './validator-samples.ts';

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

describe('what stands together', () => {
  const uuid = (n: number) => `urn:uuid:00000000-0000-4000-8000-00000000000${n}`;
  const organization = (id: string) => ({ resourceType: 'Organization', id, name: 'x' });
  const document = (more: object) => ({
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: uuid(1) },
    timestamp: '2026-01-01T00:00:00Z',
    ...more,
  });
  const outcome = {
    resourceType: 'OperationOutcome',
    text: text('x'),
    issue: [{ severity: 'information', code: 'informational' }],
  };
  const searchset = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'searchset', entry });
  it.each<[string, unknown, string[], string[]]>([
    ['a document of nothing', document({}), ['bdl-11 Bundle'], []],
    [
      'a document that begins with no resource',
      document({ entry: [{ fullUrl: uuid(1), link: [{ relation: 'self', url: 'x' }] }] }),
      ['bdl-5 Bundle.entry[0]', 'bdl-11 Bundle'],
      [],
    ],
    ['a message of nothing', { resourceType: 'Bundle', type: 'message' }, ['bdl-12 Bundle'], []],
    [
      'a relative full url',
      searchset({ fullUrl: 'Patient/ada', resource: patient }),
      [],
      ['full-url Bundle.entry[0].fullUrl'],
    ],
    ['no full url', searchset({ resource: patient }), [], ['full-url Bundle.entry[0]']],
    [
      'an outcome among matches',
      searchset({ resource: outcome, search: { mode: 'outcome' } }),
      [],
      [],
    ],
    [
      'a batch without full urls',
      {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ resource: patient, request: { method: 'POST', url: 'Patient' } }],
      },
      [],
      [],
    ],
    [
      'two contained resources of one id',
      {
        ...patient,
        contained: [organization('o'), organization('o')],
        managingOrganization: { reference: '#o' },
      },
      ['contained-id Patient.contained[1].id'],
      [],
    ],
  ])('%s', (_case, resource, errors, warnings) => {
    expect(faults(resource).sort()).toEqual(errors.sort());
    const about = faults(resource, 'warning').filter((fault) => !fault.startsWith('dom-6'));
    expect(about).toEqual(warnings);
  });
});

describe('literal references', () => {
  const subject = (reference: object) => ({ ...pressure, subject: reference });
  it.each<[string, object, string[]]>([
    [
      'with a space',
      { reference: 'Patient/a b' },
      ['reference-format Observation.subject.reference'],
    ],
    [
      'with half a UUID',
      { reference: 'urn:uuid:1' },
      ['reference-format Observation.subject.reference'],
    ],
    [
      'with half an OID',
      { reference: 'urn:oid:1.x' },
      ['reference-format Observation.subject.reference'],
    ],
    ['and a type that agrees', { reference: 'Patient/ada', type: 'Patient' }, []],
    [
      'and the type in full',
      { reference: 'Patient/ada', type: 'http://hl7.org/fhir/StructureDefinition/Patient' },
      ['reference-type Observation.subject.type'],
    ],
    [
      'and a type that does not',
      { reference: 'Patient/ada', type: 'Group' },
      ['reference-type Observation.subject.type'],
    ],
    [
      'logical, of the wrong type',
      { type: 'Basic', identifier: { value: '1' } },
      ['reference-target Observation.subject'],
    ],
    ['to a version', { reference: 'Patient/ada/_history/2' }, []],
    ['by UUID', { reference: 'urn:uuid:0C3151BD-1cbf-4d64-b04d-cd9187a4c6e0' }, []],
  ])('%s', (_case, reference, expected) => expect(faults(subject(reference))).toEqual(expected));
});
