import { describe, expect, it } from 'vitest';
import {
  US_CORE,
  text,
  patient,
  pressure,
  faults,
  systolic,
  diastolic,
} from './validator-samples.ts';

describe('cardinality and values', () => {
  const { identifier: _identifier, ...anonymous } = patient;
  const { gender: _gender, ...ungendered } = patient;
  const [first] = pressure.category;
  it.each<[string, unknown, string[]]>([
    ['required element', anonymous, ['required Patient']],
    [
      'required below',
      { ...patient, identifier: [{ value: '1' }] },
      ['required Patient.identifier[0]'],
    ],
    [
      'too many',
      { ...pressure, category: [first, { ...first, coding: [...(first?.coding ?? [])] }] },
      ['slice-max Observation.category'],
    ],
    [
      'fixed value',
      {
        ...pressure,
        component: [
          { ...systolic, valueQuantity: { ...systolic?.valueQuantity, code: 'kPa' } },
          diastolic,
        ],
      },
      ['fixed Observation.component[0].value.ofType(Quantity).code'],
    ],
    [
      'fixed value with an extension',
      {
        ...pressure,
        component: [
          {
            ...systolic,
            valueQuantity: {
              ...systolic?.valueQuantity,
              _code: { extension: [{ url: 'http://example.org/a', valueString: 'b' }] },
            },
          },
          diastolic,
        ],
      },
      ['fixed Observation.component[0].value.ofType(Quantity).code'],
    ],
    [
      'pattern',
      { ...pressure, code: { coding: [{ system: 'http://loinc.org', code: '8310-5' }] } },
      ['pattern Observation.code'],
    ],
    ['required code', { ...patient, gender: 'f' }, ['binding Patient.gender']],
    [
      'required code that an extension stands for',
      {
        ...ungendered,
        _gender: {
          extension: [
            {
              url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
              valueCode: 'unknown',
            },
          ],
        },
      },
      ['binding Patient.gender'],
    ],
    [
      'unit that UCUM does not know',
      {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        text: text('x'),
        valueQuantity: { value: 1, system: 'http://unitsofmeasure.org', code: 'furlong' },
      },
      ['ucum-code Observation.value.ofType(Quantity).code'],
    ],
    [
      'LOINC check digit',
      {
        resourceType: 'Observation',
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code: '8310-6' }] },
        text: text('x'),
      },
      ['loinc-code Observation.code.coding[0].code'],
    ],
    [
      'SNOMED CT check digit',
      {
        resourceType: 'Condition',
        subject: { reference: 'Patient/ada' },
        code: { coding: [{ system: 'http://snomed.info/sct', code: '38341004' }] },
        text: text('x'),
      },
      ['snomed-code Condition.code.coding[0].code'],
    ],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));

  it('warns of a code beyond an extensible binding', () => {
    const address = [{ state: 'XX', city: 'x' }];
    expect(faults({ ...patient, address }, 'warning')).toEqual([
      'extensible-binding Patient.address[0].state',
    ]);
  });

  it('lets a missing code be told where the binding is extensible', () => {
    const code = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
    const maritalStatus = { coding: [{ system: code, code: 'unknown' }] };
    expect(faults({ ...patient, maritalStatus, contact: undefined }, 'warning')).toEqual([]);
  });

  it('warns of an NPI with a wrong check digit', () => {
    const identifier = [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567890' }];
    expect(faults({ ...patient, identifier }, 'warning')).toEqual([
      'npi Patient.identifier[0].value',
    ]);
  });
});

describe('slices', () => {
  it.each<[string, unknown, string[]]>([
    [
      'a slice that is missing',
      { ...pressure, component: [systolic, { ...diastolic, code: { text: 'x' } }] },
      ['slice-required Observation'],
    ],
    [
      'a slice too often',
      { ...pressure, component: [systolic, diastolic, diastolic] },
      ['slice-max Observation.component'],
    ],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));
});

describe('identifiers that are URIs', () => {
  it.each<[string, string[]]>([
    ['urn:oid:1.2.3', []],
    ['https://example.org/1', []],
    ['1.2.3', ['identifier-uri Patient.identifier[0].value']],
  ])('%s', (value, expected) => {
    const identifier = [{ system: 'urn:ietf:rfc:3986', value }];
    expect(faults({ ...patient, identifier })).toEqual(expected);
  });
});

describe('attachments', () => {
  const photo = (more: object) => ({
    ...patient,
    photo: [{ contentType: 'text/plain', data: 'YWJj', ...more }],
  });
  it.each<[string, unknown, string[]]>([
    ['their size and hash', photo({ size: 3, hash: 'qZk+NkcGgWq6PiVxeFDCbJzQ2J0=' }), []],
    ['another size', photo({ size: 4 }), ['attachment-size Patient.photo[0].size']],
    ['another hash', photo({ hash: 'AAAA' }), ['attachment-hash Patient.photo[0].hash']],
    ['without data', photo({ data: undefined, url: 'http://example.org/a', size: 4 }), []],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));
});

describe('invariants', () => {
  it.each<[string, unknown, string[]]>([
    ['us-core-6', { ...patient, name: [{ text: 'Ada' }] }, ['us-core-6 Patient.name[0]']],
    [
      'per-1',
      { ...patient, name: [{ family: 'x', period: { start: '2021', end: '2020' } }] },
      ['per-1 Patient.name[0].period'],
    ],
    [
      'vs-2 counts where a value is',
      { ...patient, contact: [{ gender: 'male' }] },
      ['pat-1 Patient.contact[0]'],
    ],
    [
      'vsd-9, where neither alternative is there',
      {
        resourceType: 'ValueSet',
        status: 'active',
        text: text('x'),
        expansion: { timestamp: '2026-01-01', contains: [{ display: 'x' }] },
      },
      ['vsd-9 ValueSet.expansion.contains[0]'],
    ],
    [
      'md-1, where a text is no number',
      {
        resourceType: 'MessageDefinition',
        status: 'active',
        date: '2026',
        eventCoding: { system: 'http://example.org/events', code: 'a' },
        text: text('x'),
        focus: [{ code: 'Patient', min: 0, max: 'many' }],
      },
      ['md-1 MessageDefinition.focus[0]'],
    ],
    [
      'no fault: dates that cannot be compared',
      { ...patient, name: [{ family: 'x', period: { start: '2021', end: '2021-01' } }] },
      [],
    ],
    [
      'pd-1, whose expression only names elements',
      {
        resourceType: 'PractitionerRole',
        meta: { profile: [`${US_CORE}us-core-practitionerrole`] },
        text: text('x'),
        practitioner: { reference: 'Practitioner/1' },
        organization: { reference: 'Organization/1' },
      },
      ['pd-1 PractitionerRole'],
    ],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));

  it('warns where the rule is a recommendation', () => {
    const { text: _text, ...bare } = patient;
    expect(faults(bare, 'warning')).toEqual(['dom-6 Patient']);
  });
});
