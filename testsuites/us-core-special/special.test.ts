import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../core/verdict.ts';
import { testCheck } from '../../test/check-table.ts';
import { FAKE_BASE } from '../../test/fake-ehr.ts';
import { found, profileContext } from '../../test/us-core-evidence.ts';
import { server } from '../../core/check.ts';
import type { Resource } from '../us-core/bundle.ts';
import { attachmentParity } from './attachment-parity.check.ts';
import { custodian } from './custodian.check.ts';
import { MISSING_DATA, missingData } from './missing-data.check.ts';
import { noteType } from './note-type.check.ts';
import { onBehalfOf } from './on-behalf-of.check.ts';
import { screeningCategory } from './screening-category.check.ts';

const documents = profileContext('us-core-documentreference');
const of = (...resources: readonly Resource[]) =>
  new Map([['85', resources.map((resource) => found(resource))]]);
const seed = (...resources: readonly Resource[]) => ({
  searches: [],
  gathered: of(...resources),
});

describe('attachments', () => {
  const report = (url: string) => ({
    resourceType: 'DiagnosticReport',
    id: 'r',
    category: [{ coding: [{ system: 'http://loinc.org', code: 'LP29684-5' }] }],
    presentedForm: [{ url }],
  });
  const document = (url: string) => ({
    resourceType: 'DocumentReference',
    id: 'd',
    content: [{ attachment: { url } }],
  });
  const both = (one: string, other: string) => ({
    reports: of(report(one)),
    documents: of(document(other)),
  });
  testCheck(attachmentParity(documents), server, [
    ['are in both', both('Binary/1', 'Binary/1'), 'pass'],
    ['are named relative and absolute', both('Binary/1', `${FAKE_BASE}/Binary/1`), 'pass'],
    ['differ', both('Binary/1', 'Binary/2'), 'fail', 'DiagnosticReport.presentedForm.url'],
    ['are none', { reports: of(), documents: of() }, 'skip'],
  ]);
});

describe('the custodian', () => {
  const document = { resourceType: 'DocumentReference', id: 'd' };
  const provenance = (reference: string, who: object = { who: { display: 'Org' } }) => [
    found({ resourceType: 'Provenance', target: [{ reference }], agent: [who] }),
  ];
  const held = { ...document, custodian: { reference: 'Organization/o' } };
  const place = 'DocumentReference.custodian';
  testCheck(custodian(documents), server, [
    ['is named', { seed: seed(held), provenance: [] }, 'pass'],
    [
      'is named by Provenance',
      { seed: seed(document), provenance: provenance('DocumentReference/d') },
      'pass',
    ],
    [
      'is named by Provenance of a version',
      {
        seed: seed(document),
        provenance: provenance(`${FAKE_BASE}/DocumentReference/d/_history/2`),
      },
      'pass',
    ],
    ['is not named', { seed: seed(document), provenance: [] }, 'fail', place],
    [
      'is named for another document',
      { seed: seed(document), provenance: provenance('DocumentReference/e') },
      'fail',
      place,
    ],
    [
      'is nobody',
      { seed: seed(document), provenance: provenance('DocumentReference/d', {}) },
      'fail',
      place,
    ],
    ['of nothing', { seed: seed(), provenance: [] }, 'skip'],
  ]);
});

describe('for whom somebody acted', () => {
  const provenance = (...agent: readonly object[]) => ({
    gathered: seed({ resourceType: 'Provenance', id: 'p', agent }),
  });
  const who = (reference: string) => ({ who: { reference } });
  const onBehalf = { onBehalfOf: { reference: 'Organization/o' } };
  const place = 'Provenance.agent[0].onBehalfOf';
  testCheck(onBehalfOf(profileContext('us-core-provenance')), server, [
    ['is told', provenance({ ...who('Practitioner/1'), ...onBehalf }), 'pass'],
    ['an organization itself', provenance(who('Organization/o')), 'pass'],
    ['a patient', provenance(who(`${FAKE_BASE}/Patient/85`)), 'pass'],
    ['is not told of a practitioner', provenance(who('Practitioner/1')), 'fail', place],
    ['is not told of a device', provenance(who(`${FAKE_BASE}/Device/1`)), 'fail', place],
    ['no Provenance', { gathered: seed() }, 'skip'],
  ]);
});

describe('what needs only be shown once', () => {
  const coded = (type: string, path: string, system: string, ...codes: readonly string[]) => ({
    resourceType: type,
    id: 'x',
    [path]: [{ coding: codes.map((code) => ({ system, code })) }],
  });
  const LOINC = 'http://loinc.org';
  const US = 'http://hl7.org/fhir/us/core/CodeSystem/us-core-category';
  const note = {
    context: documents,
    type: 'DocumentReference',
    path: 'type',
    code: '11488-4',
    name: 'Consultation Note',
  } as const;
  const screening = {
    context: documents,
    type: 'Observation',
    beside: ['survey'],
    code: 'sdoh',
  } as const;
  const verdict = (judgement: Parameters<typeof verdictOf>[0]) => verdictOf(judgement, 'SHALL');

  it.each([
    ['that type', coded('DocumentReference', 'type', LOINC, '1', '11488-4'), 'pass'],
    ['another type', coded('DocumentReference', 'type', LOINC, '1'), 'skip'],
    ['another system', coded('DocumentReference', 'type', 'urn:x', '11488-4'), 'skip'],
    ['no type', { resourceType: 'DocumentReference' }, 'skip'],
  ])('a note: %s', (_case, resource, expected) =>
    expect(verdict(noteType.judge({ gathered: of(resource) }, note))).toBe(expected),
  );

  it.each([
    ['both', ['survey', 'sdoh'], 'pass'],
    ['one alone', ['sdoh'], 'skip'],
    ['the usual', ['survey'], 'skip'],
  ])('a screening category: %s', (_case, codes, expected) => {
    const gathered = of(coded('Observation', 'category', US, ...codes));
    expect(verdict(screeningCategory.judge({ gathered }, screening))).toBe(expected);
  });

  it.each([
    ['of that system', 'http://terminology.hl7.org/CodeSystem/observation-category', 'pass'],
    ['of another', US, 'skip'],
  ])('a screening category that names its system: %s', (_case, system, expected) => {
    const row = { ...screening, code: 'activity' };
    const named = { ...row, system: 'http://terminology.hl7.org/CodeSystem/observation-category' };
    const gathered = of(coded('Observation', 'category', system, 'survey', 'activity'));
    expect(verdict(screeningCategory.judge({ gathered }, named))).toBe(expected);
  });

  const extension = { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' };
  const system = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
  it.each([
    ['extension', { _birthDate: { extension: [extension] } }, 'pass'],
    ['extension', { birthDate: '1980' }, 'skip'],
    ['code', { code: { coding: [{ system, code: 'unknown' }] } }, 'pass'],
    ['code', { code: { coding: [{ system: 'urn:x', code: 'unknown' }] } }, 'skip'],
  ])('missing data by %s: %j', (id, elements, expected) => {
    const definition = missingData(documents);
    const gathered = of({ resourceType: 'Patient', id: 'p', ...elements });
    const rows = MISSING_DATA.filter((row) => row.id === id);
    expect(rows.map((row) => verdict(definition.judge({ gathered }, row)))).toEqual([expected]);
  });
});
