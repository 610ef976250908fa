import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePack } from './pack/pack-file.ts';
import { createValidator } from './validator.ts';

const open = (name: string) =>
  parsePack(readFileSync(join(import.meta.dirname, '../testsuites/packs', `${name}.pack`), 'utf8'));

const validator = createValidator([open('hl7.fhir.r4.core-4.0.1'), open('hl7.fhir.us.core-6.1.0')]);
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/';

const text = (div: string) => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${div}</div>`,
});

const patient = {
  resourceType: 'Patient',
  id: 'ada',
  meta: { profile: [`${US_CORE}us-core-patient`] },
  text: text('Ada'),
  identifier: [{ system: 'http://example.org/mrn', value: '1' }],
  name: [{ family: 'Brandt', given: ['Ada'] }],
  gender: 'female',
};

const pressure = {
  resourceType: 'Observation',
  id: 'bp',
  meta: { profile: [`${US_CORE}us-core-blood-pressure`] },
  text: text('120/80'),
  status: 'final',
  category: [
    {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/observation-category',
          code: 'vital-signs',
        },
      ],
    },
  ],
  code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
  subject: { reference: 'Patient/ada' },
  effectiveDateTime: '2026-03-01T10:00:00Z',
  component: [
    {
      code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
      valueQuantity: {
        value: 120,
        unit: 'mmHg',
        system: 'http://unitsofmeasure.org',
        code: 'mm[Hg]',
      },
    },
    {
      code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] },
      valueQuantity: {
        value: 80,
        unit: 'mmHg',
        system: 'http://unitsofmeasure.org',
        code: 'mm[Hg]',
      },
    },
  ],
};

const race = (...parts: unknown[]) => ({ url: `${US_CORE}us-core-race`, extension: parts });
const raceText = { url: 'text', valueString: 'White' };
const category = (code: string) => ({
  url: 'ombCategory',
  valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code },
});

const faults = (resource: unknown, severity = 'error'): string[] =>
  validator
    .validate(resource)
    .issues.filter((issue) => issue.severity === severity)
    .map(({ rule, expression }) => `${rule} ${expression}`);

const [systolic, diastolic] = pressure.component;

describe('shape', () => {
  it.each<[string, unknown, string[]]>([
    ['a valid patient', patient, []],
    ['a valid blood pressure', pressure, []],
    ['unknown property', { ...patient, gendre: 'x' }, ['unknown-property Patient.gendre']],
    ['null', { ...patient, birthDate: null }, ['null-value Patient.birthDate']],
    ['empty object', { ...patient, maritalStatus: {} }, ['ele-1 Patient.maritalStatus']],
    [
      'an id and nothing else',
      { ...patient, maritalStatus: { id: 'a' } },
      ['ele-1 Patient.maritalStatus'],
    ],
    ['empty list', { ...patient, telecom: [] }, ['empty-array Patient.telecom']],
    ['a list for one', { ...patient, gender: ['female'] }, ['array-for-single Patient.gender']],
    ['one for a list', { ...patient, name: patient.name[0] }, ['single-for-array Patient.name']],
    ['a string for an object', { ...patient, name: ['Ada'] }, ['json-type Patient.name[0]']],
    [
      'a number for a string',
      { ...patient, name: [{ family: 5 }] },
      ['primitive-format Patient.name[0].family'],
    ],
    [
      'empty string',
      { ...patient, name: [{ family: '' }] },
      ['primitive-format Patient.name[0].family'],
    ],
    [
      'no such day',
      { ...patient, birthDate: '1980-02-30' },
      ['primitive-format Patient.birthDate'],
    ],
    ['bad id', { ...patient, id: 'a_b' }, ['primitive-format Patient.id']],
    [
      'null that nothing stands beside',
      { ...patient, name: [{ family: 'x', given: ['a', null] }] },
      ['null-value Patient.name[0].given[1]'],
    ],
    [
      'null beside an extension',
      {
        ...patient,
        name: [
          {
            family: 'x',
            given: ['a', null],
            _given: [null, { extension: [{ url: 'http://example.org/x', valueBoolean: true }] }],
          },
        ],
      },
      [],
    ],
    ['not a resource type', { resourceType: 'Pacient' }, ['resource-type Pacient']],
    [
      'choice of a type that is not allowed',
      { ...patient, deceasedString: 'yes' },
      ['choice-type Patient.deceasedString'],
    ],
    [
      'choice given twice',
      { ...patient, deceasedBoolean: true, deceasedDateTime: '2020' },
      ['choice-twice Patient.deceased'],
    ],
    ['an extended id', { ...patient, _id: { extension: [] } }, ['resource-id Patient.id']],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));

  it.each([[null], [undefined], [5], ['x'], [true], [[]]])('%j is no resource', (value) => {
    expect(validator.validate(value).issues[0]?.severity).toBe('fatal');
  });
});

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
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));

  it('warns where the rule is a recommendation', () => {
    const { text: _text, ...bare } = patient;
    expect(faults(bare, 'warning')).toEqual(['dom-6 Patient']);
  });
});

describe('extensions', () => {
  const withExtension = (...extension: unknown[]) => ({ ...patient, extension });
  it.each<[string, unknown, string[]]>([
    ['a race', withExtension(race(category('2106-3'), raceText)), []],
    [
      'a part missing',
      withExtension(race(category('2106-3'))),
      ['slice-required Patient.extension[0]'],
    ],
    [
      'a code beyond its set',
      withExtension(race(category('9'), raceText)),
      ['binding Patient.extension[0].extension[0].value.ofType(Coding)'],
    ],
    [
      'a part that is not defined',
      withExtension(race(category('2106-3'), raceText, { url: 'color', valueString: 'x' })),
      ['extension-unknown-sub Patient.extension[0].extension[2]'],
    ],
    ['no url', withExtension({ valueString: 'x' }), ['required Patient.extension[0]']],
    ['no value', withExtension({ url: 'http://example.org/x' }), ['ext-1 Patient.extension[0]']],
    [
      'value and parts',
      withExtension({
        url: 'http://example.org/x',
        valueString: 'x',
        extension: [{ url: 'a', valueString: 'b' }],
      }),
      ['ext-1 Patient.extension[0]'],
    ],
    [
      'a value of the wrong type',
      withExtension({ url: `${US_CORE}us-core-birthsex`, valueString: 'F' }),
      ['choice-type Patient.extension[0].valueString'],
    ],
    [
      'the wrong place',
      { ...patient, name: [{ ...patient.name[0], extension: [race(raceText)] }] },
      ['extension-context Patient.name[0].extension[0]'],
    ],
    [
      'twice what may be there once',
      withExtension(race(raceText), race(raceText)),
      ['slice-max Patient.extension'],
    ],
    [
      'modifiers where there are none',
      { ...patient, name: [{ ...patient.name[0], modifierExtension: [] }] },
      ['unknown-property Patient.name[0].modifierExtension'],
    ],
    [
      'an extension among the modifiers',
      { ...patient, modifierExtension: [race(raceText)] },
      ['extension-modifier Patient.modifierExtension[0]'],
    ],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));
});

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

describe('narrative', () => {
  it.each([
    ['a script', text('<script>x</script>')],
    ['nothing', text(' ')],
    ['not closed', text('<p>x')],
  ])('%s', (_case, narrative) => {
    expect(faults({ ...patient, text: narrative })).toEqual(['narrative Patient.text.div']);
  });
});

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
