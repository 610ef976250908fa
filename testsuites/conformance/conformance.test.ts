import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { found, profileContext } from '../../test/us-core-evidence.ts';
import type { Resource } from '../us-core/bundle.ts';
import { bindingCheck } from './binding.check.ts';
import { mandatoryCheck } from './mandatory.check.ts';
import { profileCheck } from './profile.check.ts';

const context = profileContext('us-core-patient');
const patient = {
  resourceType: 'Patient',
  id: 'p',
  identifier: [{ system: 'urn:mrn', value: '1' }],
  name: [{ family: 'Lee', given: ['Ann'] }],
  gender: 'female',
  birthDate: '1980-05-12',
};
const of = (...resources: readonly Resource[]) => ({
  gathered: {
    searches: [],
    gathered: new Map([['p', resources.map((resource) => found(resource))]]),
  },
});
const { gender: _gender, ...withoutGender } = patient;
const absent = {
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
  ],
};
const { birthDate: _birthDate, ...withoutBirthDate } = patient;

describe('a profile', () => {
  testCheck(profileCheck, { context }, [
    ['is kept', of(patient), 'pass'],
    ['is kept by the dead', of({ ...patient, deceasedBoolean: true }), 'pass'],
    ['is kept with a reason for absence', of({ ...withoutBirthDate, _birthDate: absent }), 'pass'],
    [
      'is kept with something contained',
      of({
        ...patient,
        contained: [{ resourceType: 'Organization', id: 'o', name: 'O' }],
        managingOrganization: { reference: '#o' },
      }),
      'pass',
    ],
    [
      'is broken by a date',
      of(patient, { ...patient, birthDate: '05/12/1980' }),
      'fail',
      'Patient.birthDate',
    ],
    ['is kept by nobody', of(), 'skip'],
  ]);
});

describe('a further profile that a resource claims', () => {
  const { version } = context.pack;
  const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
  const claiming = (...profile: readonly string[]) =>
    of({ ...withoutGender, birthDate: '05/12/1980', meta: { profile } });
  const messagesOf = (gathered: ReturnType<typeof of>) => {
    const judgement = profileCheck.judge(gathered, { context });
    return judgement.kind === 'judged' ? judgement.findings.map(({ message }) => message) : [];
  };

  it.each([
    ['the profile itself', `${US_CORE}/us-core-patient`],
    ['the profile itself by version', `${US_CORE}/us-core-patient|${version}`],
    ['one of another version, which is not held', `${US_CORE}/us-core-patient|3.1.1`],
    ['one that nobody knows', 'http://ehr.example.org/StructureDefinition/patient'],
  ])('is not blamed: %s', (_case, profile) => {
    const messages = messagesOf(claiming(profile));
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.filter((message) => message.includes('claims'))).toEqual([]);
  });

  it('is named where it alone is broken', () => {
    const messages = messagesOf(claiming(`${US_CORE}/us-core-organization`));
    expect(messages.filter((message) => message.includes('claims'))).toEqual([
      expect.stringContaining(
        `The resource claims this profile in meta.profile: ${US_CORE}/us-core-organization.`,
      ),
    ]);
    expect(messages.filter((message) => message.startsWith('Patient.birthDate'))).toHaveLength(1);
  });
});

describe('mandatory elements', () => {
  testCheck(mandatoryCheck, { context }, [
    ['are there', of(patient), 'pass'],
    ['another fault is not theirs', of({ ...patient, birthDate: 'x' }), 'pass'],
    ['one is missing', of(withoutGender), 'fail', 'Patient'],
    ['nobody', of(), 'skip'],
  ]);
});

describe('a required binding', () => {
  const valueSet = 'http://hl7.org/fhir/ValueSet/administrative-gender';
  testCheck(bindingCheck, { context, path: 'gender', valueSet }, [
    ['is kept', of(patient), 'pass'],
    ['is broken', of({ ...patient, gender: 'F' }), 'fail', 'Patient.gender'],
    ['has nothing to bind', of(withoutGender), 'omit'],
    ['nobody', of(), 'skip'],
  ]);
});

describe('a required binding within an extension', () => {
  const race = (coding: object) => ({
    ...patient,
    extension: [
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
        extension: [
          { url: 'ombCategory', valueCoding: coding },
          { url: 'text', valueString: 'White' },
        ],
      },
    ],
  });
  const system = 'urn:oid:2.16.840.1.113883.6.238';
  const rows = context.profile.requiredBindings.filter(({ path }) =>
    path.startsWith('extension.us-core-race.ombCategory'),
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no row for the race');
  testCheck(bindingCheck, { context, ...row }, [
    ['is kept', of(race({ system, code: '2106-3', display: 'White' })), 'pass'],
    [
      'is broken',
      of(race({ system, code: 'W' })),
      'fail',
      'Patient.extension[0].extension[0].value.ofType(Coding)',
    ],
    ['has nothing to bind', of(patient), 'omit'],
    ['nobody', of(), 'skip'],
  ]);
});

describe('a contained resource', () => {
  const organizations = profileContext('us-core-organization');
  const contained = (organization: Resource) => ({
    gathered: {
      searches: [],
      gathered: new Map([['p', [{ ...found(organization), within: patient }]]]),
    },
  });
  const organization = { resourceType: 'Organization', id: 'o', active: true, name: 'O' };
  const { name: _name, ...nameless } = organization;
  testCheck(profileCheck, { context: organizations }, [
    ['is judged in place', contained(organization), 'pass'],
    ['may break its profile', contained(nameless), 'fail', 'Organization'],
  ]);
});
