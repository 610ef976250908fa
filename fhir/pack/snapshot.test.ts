import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createValidator } from '../validator.ts';
import { buildPack } from './build-pack.ts';
import { coreDefinitions } from './core-source.ts';
import { type Conformance, Definitions, type StructureDefinition } from './definitions.ts';
import type { ElementIr } from './ir.ts';
import { readPackageArchive } from './package-source.ts';
import { Snapshots } from './snapshot.ts';
import { structureIr } from './to-ir.ts';

const BASE = 'http://hl7.org/fhir/StructureDefinition/';
type Differential = NonNullable<StructureDefinition['differential']>['element'][number];

const profile = (type: string, element: Omit<Differential, 'id'>[], url = 'http://example.org/p') =>
  ({
    resourceType: 'StructureDefinition',
    url,
    name: 'P',
    kind: 'resource',
    type,
    baseDefinition: BASE + type,
    derivation: 'constraint',
    differential: { element: element as Differential[] },
  }) satisfies StructureDefinition;

const core = buildPack({ name: 'core', version: '0', resources: coreDefinitions() }).pack;

function faults(definitions: readonly Conformance[], resource: Record<string, unknown>): string[] {
  const { pack, problems } = buildPack(
    { name: 'test', version: '0', resources: definitions },
    coreDefinitions(),
    [core],
  );
  expect(problems).toEqual([]);
  return createValidator([core, pack])
    .validate(resource, { profiles: ['http://example.org/p'] })
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ rule, expression }) => `${rule} ${expression}`);
}

const coding = (code: string) => ({ coding: [{ system: 'urn:s', code }] });
const composition = (...sections: unknown[]) => ({
  resourceType: 'Composition',
  status: 'final',
  type: { text: 'x' },
  date: '2026',
  author: [{ display: 'x' }],
  title: 'x',
  section: sections,
});
const section = (code: string, more: object = {}) => ({
  code: coding(code),
  title: 'x',
  entry: [{ display: 'x' }],
  ...more,
});

const sections = (rules: 'open' | 'closed' | 'openAtEnd', ordered: boolean) =>
  profile('Composition', [
    {
      path: 'Composition.section',
      slicing: { discriminator: [{ type: 'pattern', path: 'code' }], rules, ordered },
    },
    { path: 'Composition.section', sliceName: 'a', min: 1, max: '1' },
    { path: 'Composition.section.title', min: 1 },
    { path: 'Composition.section.code', min: 1, patternCodeableConcept: coding('a') },
    { path: 'Composition.section', sliceName: 'b', max: '2' },
    { path: 'Composition.section.code', min: 1, patternCodeableConcept: coding('b') },
  ]);

describe('differential only', () => {
  it.each<[string, StructureDefinition, unknown[], string[]]>([
    ['slices met', sections('open', false), [section('b'), section('c'), section('a')], []],
    ['slice missing', sections('open', false), [section('b')], ['slice-required Composition']],
    [
      'slice too often',
      sections('open', false),
      [section('a'), section('b'), section('b'), section('b')],
      ['slice-max Composition.section'],
    ],
    [
      'a rule of one slice',
      sections('open', false),
      [section('a', { title: undefined }), { code: coding('b'), entry: [{ display: 'x' }] }],
      ['required Composition.section[0]'],
    ],
    [
      'closed',
      sections('closed', false),
      [section('a'), section('c')],
      ['slice-closed Composition.section[1]'],
    ],
    [
      'ordered',
      sections('open', true),
      [section('b'), section('a')],
      ['slice-order Composition.section[1]'],
    ],
    [
      'open at end',
      sections('openAtEnd', false),
      [section('a'), section('c'), section('b')],
      ['slice-order Composition.section[2]'],
    ],
  ])('%s', (_case, definition, list, expected) => {
    const resource = JSON.parse(JSON.stringify(composition(...list)));
    expect(faults([definition], resource)).toEqual(expected);
  });

  it('slices a slice again', () => {
    const definition = profile('Patient', [
      {
        path: 'Patient.identifier',
        slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
      },
      { path: 'Patient.identifier', sliceName: 'mrn', min: 1, max: '*' },
      { path: 'Patient.identifier.system', min: 1, fixedUri: 'urn:mrn' },
      {
        path: 'Patient.identifier',
        sliceName: 'mrn',
        slicing: { discriminator: [{ type: 'value', path: 'use' }], rules: 'open' },
      },
      { path: 'Patient.identifier', sliceName: 'mrn/usual', min: 1, max: '1' },
      { path: 'Patient.identifier.use', min: 1, fixedCode: 'usual' },
      { path: 'Patient.identifier.value', min: 1 },
    ]);
    const patient = (...identifier: unknown[]) => ({ resourceType: 'Patient', identifier });
    const mrn = { system: 'urn:mrn', value: '1' };
    expect(faults([definition], patient(mrn, { ...mrn, use: 'usual' }))).toEqual([]);
    expect(faults([definition], patient(mrn))).toEqual(['slice-required Patient']);
    expect(faults([definition], patient({ system: 'urn:mrn', use: 'usual' }))).toEqual([
      'required Patient.identifier[0]',
    ]);
  });

  it('takes a slice whose name has a slash for a slice of its own where there is none to slice', () => {
    const definition = profile('Patient', [
      {
        path: 'Patient.identifier',
        slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
      },
      { path: 'Patient.identifier', sliceName: 'acme/mrn', min: 1, max: '1' },
      { path: 'Patient.identifier.system', min: 1, fixedUri: 'urn:mrn' },
    ]);
    const patient = (system: string) => ({
      resourceType: 'Patient',
      identifier: [{ system, value: '1' }],
    });
    expect(faults([definition], patient('urn:mrn'))).toEqual([]);
    expect(faults([definition], patient('urn:x'))).toEqual(['slice-required Patient']);
  });

  it('narrows choices, bindings, references and lengths', () => {
    const definition = profile('Observation', [
      { path: 'Observation.valueQuantity', min: 1 },
      { path: 'Observation.valueQuantity.unit', min: 1, maxLength: 5 },
      {
        path: 'Observation.subject',
        min: 1,
        type: [{ code: 'Reference', targetProfile: [`${BASE}Patient`] }],
      },
      { path: 'Observation.performer', max: '0' },
    ]);
    const observation = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: 'Patient/1' },
      valueQuantity: { value: 1, unit: 'mg' },
    };
    const { valueQuantity: _value, ...empty } = observation;
    expect(faults([definition], observation)).toEqual([]);
    expect(faults([definition], { ...empty, valueString: 'x' })).toEqual([
      'choice-type Observation.valueString',
    ]);
    expect(faults([definition], { ...observation, subject: { reference: 'Group/1' } })).toEqual([
      'reference-target Observation.subject',
    ]);
    expect(
      faults([definition], { ...observation, valueQuantity: { value: 1, unit: 'milligrams' } }),
    ).toEqual(['max-length Observation.value.ofType(Quantity).unit']);
    expect(faults([definition], { ...observation, performer: [{ display: 'x' }] })).toEqual([
      'max Observation.performer',
    ]);
  });

  it('slices by type, by existence and by profile', () => {
    const byType = profile('Bundle', [
      {
        path: 'Bundle.entry',
        slicing: { discriminator: [{ type: 'type', path: 'resource' }], rules: 'open' },
      },
      { path: 'Bundle.entry', sliceName: 'patient', min: 1, max: '1' },
      { path: 'Bundle.entry.resource', min: 1, type: [{ code: 'Patient' }] },
    ]);
    const bundle = (...resources: unknown[]) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource) => ({ resource })),
    });
    const basic = { resourceType: 'Basic', code: { text: 'x' } };
    expect(faults([byType], bundle(basic, { resourceType: 'Patient' }))).toEqual([]);
    expect(faults([byType], bundle(basic))).toEqual(['slice-required Bundle']);

    const byExistence = profile('Patient', [
      {
        path: 'Patient.contact',
        slicing: { discriminator: [{ type: 'exists', path: 'organization' }], rules: 'open' },
      },
      { path: 'Patient.contact', sliceName: 'company', max: '1' },
      { path: 'Patient.contact.organization', min: 1 },
      { path: 'Patient.contact.telecom', min: 1 },
    ]);
    const contact = { organization: { display: 'x' } };
    expect(faults([byExistence], { resourceType: 'Patient', contact: [contact] })).toEqual([
      'required Patient.contact[0]',
    ]);
    expect(
      faults([byExistence], { resourceType: 'Patient', contact: [{ name: { text: 'x' } }] }),
    ).toEqual([]);
  });

  it('takes the default slice for what is left, and slices by position', () => {
    const byDefault = profile('Patient', [
      {
        path: 'Patient.contact',
        slicing: { discriminator: [{ type: 'value', path: 'gender' }], rules: 'closed' },
      },
      { path: 'Patient.contact', sliceName: 'women', max: '1' },
      { path: 'Patient.contact.gender', min: 1, fixedCode: 'female' },
      { path: 'Patient.contact', sliceName: '@default', max: '*' },
      { path: 'Patient.contact.telecom', min: 1 },
    ]);
    const contact = (gender: string, more: object = {}) => ({
      name: { text: 'x' },
      gender,
      ...more,
    });
    const telecom = [{ value: '1', system: 'phone' }];
    const patient = (...contacts: unknown[]) => ({ resourceType: 'Patient', contact: contacts });
    expect(faults([byDefault], patient(contact('female'), contact('male', { telecom })))).toEqual(
      [],
    );
    expect(faults([byDefault], patient(contact('male')))).toEqual(['required Patient.contact[0]']);

    const byPosition = profile('Patient', [
      {
        path: 'Patient.name',
        slicing: { discriminator: [{ type: 'position', path: '$this' }], rules: 'open' },
      },
      { path: 'Patient.name', sliceName: 'first', min: 1, max: '1' },
      { path: 'Patient.name.family', min: 1 },
    ]);
    const name = [{ text: 'x' }, { family: 'x' }];
    expect(faults([byPosition], { resourceType: 'Patient', name })).toEqual([
      'required Patient.name[0]',
    ]);
  });

  it('tells a base that is not held', () => {
    const orphan = { ...profile('Patient', []), baseDefinition: 'http://example.org/nobody' };
    const { problems } = buildPack(
      { name: 't', version: '0', resources: [orphan] },
      coreDefinitions(),
    );
    expect(problems).toEqual([
      'http://example.org/p: its base http://example.org/nobody is not held',
    ]);
  });
});

/** They are no part of the repository. */
const packages =
  process.env['ASSAY_PACKAGES'] ?? join(import.meta.dirname, '../../../shared/packages');

/** What two trees say differently, but for what publishers and builders may spell either way. */
function differences(a: ElementIr, b: ElementIr, path: string, found: string[] = []): string[] {
  for (const key of ['min', 'max', 'array', 'fixed', 'pattern', 'binding', 'types'] as const) {
    const isId = key === 'types' && path.endsWith('.id');
    if (!isId && JSON.stringify(a[key]) !== JSON.stringify(b[key])) found.push(`${path} ${key}`);
  }
  for (const list of ['children', 'slices'] as const) {
    if (!a[list] || !b[list]) continue;
    const named = (each: ElementIr & { slice?: string }): string => each.slice ?? each.name;
    for (const each of a[list]) {
      const other = b[list].find((candidate) => named(candidate) === named(each));
      const at = `${path}${list === 'slices' ? ':' : '.'}${named(each)}`;
      if (other) differences(each, other, at, found);
      else found.push(`${at} is missing`);
    }
  }
  return found;
}

describe('packages that carry both', () => {
  it.for(['6.1.0', '7.0.0', '8.0.0'])(
    'US Core %s gives the same from differential and from snapshot',
    (version, { skip }) => {
      const archive = join(packages, `hl7.fhir.us.core-${version}.tgz`);
      if (!existsSync(archive)) skip(`there is no ${archive}; ASSAY_PACKAGES says where to look`);
      const { resources } = readPackageArchive(archive);
      const bare = resources.map((resource) => {
        if (resource.resourceType !== 'StructureDefinition') return resource;
        const { snapshot: _snapshot, ...rest } = resource;
        return rest;
      });
      const published = new Snapshots(new Definitions(coreDefinitions(), resources));
      const made = new Snapshots(new Definitions(coreDefinitions(), bare));
      const found: string[] = [];
      for (const resource of resources) {
        if (resource.resourceType !== 'StructureDefinition') continue;
        // Its base is a profile of another package.
        if (resource.url.endsWith('/us-core-questionnaireresponse')) continue;
        const a = structureIr(resource, published);
        const { snapshot: _snapshot, ...rest } = resource;
        const b = structureIr(rest, made);
        if (a && b) found.push(...differences(a.root, b.root, resource.id ?? ''));
        else found.push(resource.url);
      }
      // The published slices of Provenance.agent forget what the profile says of every agent.
      expect(found.filter((each) => !each.startsWith('us-core-provenance.agent:'))).toEqual([]);
    },
  );
});
