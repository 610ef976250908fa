import { describe, expect, it } from 'vitest';
import { buildPack } from './pack/build-pack.ts';
import { coreDefinitions } from './pack/core-source.ts';
import { open, patient, text } from './validator-samples.ts';
import { createValidator } from './validator.ts';

const core = open('hl7.fhir.r4.core-4.0.1');

/** Flags whose subject has to stand somewhere. */
const flagsWith = (...aggregation: string[]) => {
  const url = `http://example.org/StructureDefinition/${aggregation.join('-')}`;
  const type = [
    {
      code: 'Reference',
      targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'],
      aggregation,
    },
  ];
  const profile = {
    resourceType: 'StructureDefinition',
    url,
    name: 'Flags',
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type: 'Flag',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Flag',
    derivation: 'constraint',
    differential: { element: [{ id: 'Flag.subject', path: 'Flag.subject', type }] },
  } as const;
  const source = { name: 'own', version: '0', resources: [profile] };
  const { pack } = buildPack(source, coreDefinitions(), [core]);
  return { url, validator: createValidator([core, pack]) };
};

describe('where targets of references stand', () => {
  const flag = (profile: string, reference: string) => ({
    resourceType: 'Flag',
    id: 'f',
    meta: { profile: [profile] },
    text: text('x'),
    status: 'active',
    code: { text: 'x' },
    subject: { reference },
  });
  const bundle = (...resources: { readonly resourceType: string; readonly id: string }[]) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({
      fullUrl: `http://example.org/r4/${resource.resourceType}/${resource.id}`,
      resource,
    })),
  });
  const { meta: _meta, ...ada } = patient;

  it.each<[string, string[], 'alone' | 'bundled' | 'contained', boolean]>([
    ['bundled, in the Bundle', ['bundled'], 'bundled', true],
    ['bundled, elsewhere', ['bundled'], 'alone', false],
    ['bundled, contained', ['bundled'], 'contained', false],
    ['contained, contained', ['contained'], 'contained', true],
    ['contained, in the Bundle', ['contained'], 'bundled', false],
    ['referenced, in the Bundle', ['referenced'], 'bundled', true],
    ['one of two', ['contained', 'referenced'], 'alone', true],
  ])('%s', (_case, modes, where, isRight) => {
    const { url, validator } = flagsWith(...modes);
    const own = flag(url, where === 'contained' ? '#ada' : 'Patient/ada');
    const resource =
      where === 'contained'
        ? { ...own, contained: [ada] }
        : bundle(own, ...(where === 'bundled' ? [ada] : []));
    const found = validator
      .validate(resource)
      .issues.filter(({ severity }) => severity === 'error');
    expect(found.map(({ rule }) => rule)).toEqual(isRight ? [] : ['reference-aggregation']);
  });
});
