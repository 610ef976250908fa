import { describe, expect, it } from 'vitest';
import type { ElementIr, StructureIr } from '../pack/ir.ts';
import { memoryPack } from '../pack/pack-file.ts';
import { exampleOf } from './example.ts';
import { NO_WISH, wishAt } from './wish.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const PROFILE = 'https://guide.example.org/profile';
const EXTENSION = 'https://guide.example.org/extension';
const STATUSES = 'https://guide.example.org/statuses';

const element = (name: string, code: string, more: Partial<ElementIr> = {}): ElementIr => ({
  name,
  types: [{ code }],
  ...more,
});

const structure = (url: string, type: string, ...children: readonly ElementIr[]): StructureIr => ({
  url,
  name: type,
  type,
  kind: 'resource',
  root: { name: type, children },
});

const list = { max: -1, array: true } as const;
const code = (value: string) => ({
  coding: [{ system: 'https://codes.example.org', code: value }],
});

const component = (slice: string, pattern: object) => ({
  ...element('component', 'BackboneElement', {
    ...list,
    children: [
      element('code', 'CodeableConcept', { min: 1, pattern }),
      element('value', 'Quantity', { choice: true }),
    ],
  }),
  slice,
});

const pack = memoryPack({
  name: 'guide',
  version: '1.0.0',
  structures: [
    structure(
      PROFILE,
      'Observation',
      element('id', 'id'),
      element('status', 'code', {
        min: 1,
        binding: { strength: 'required', valueSet: `${STATUSES}|1` },
      }),
      element('subject', 'Reference', {
        min: 1,
        types: [{ code: 'Reference', targets: [`${CORE}Patient`] }],
      }),
      element('value', 'Quantity', {
        choice: true,
        types: [{ code: 'Quantity' }, { code: 'string' }],
      }),
      element('note', 'string', list),
      element('extension', 'Extension', list),
      element('component', 'BackboneElement', {
        ...list,
        slices: [component('one', code('1')), component('two', code('2'))],
      }),
    ),
    structure(
      EXTENSION,
      'Extension',
      element('url', 'uri', { min: 1, fixed: EXTENSION }),
      element('value', 'boolean', { choice: true, min: 1 }),
    ),
    structure(`${CORE}Patient`, 'Patient'),
  ],
  valueSets: [{ url: STATUSES, systems: { 'https://codes.example.org': ['cancelled', 'final'] } }],
});

const minimal = {
  resourceType: 'Observation',
  id: 'example',
  status: 'final',
  subject: { reference: 'Patient/example' },
  meta: { profile: [PROFILE] },
};

const quantity = { value: 1, unit: '1', system: 'http://unitsofmeasure.org', code: '1' };

describe('an example', () => {
  it.each([
    ['of nothing in particular', NO_WISH, {}],
    ['of a list', wishAt('note'), { note: ['Example'] }],
    ['of a choice, any type', wishAt('value[x]'), { valueQuantity: quantity }],
    ['of a choice, a type', wishAt('valueString'), { valueString: 'Example' }],
    ['of a fixed value', wishAt('note', { fixed: 'old' }), { note: ['old'] }],
    ['of a slice', wishAt('component:two'), { component: [{ code: code('2') }] }],
    [
      'of something in a slice',
      wishAt('component:two.valueQuantity'),
      { component: [{ code: code('2'), valueQuantity: quantity }] },
    ],
    [
      'of an extension',
      wishAt('', { url: EXTENSION }),
      { extension: [{ url: EXTENSION, valueBoolean: true }] },
    ],
    [
      'of an extension that no pack has',
      wishAt('', { url: 'https://else.example.org' }),
      { extension: [{ url: 'https://else.example.org', valueString: 'Example' }] },
    ],
    [
      'of an extension of a primitive',
      wishAt('status', { url: EXTENSION }),
      { _status: { extension: [{ url: EXTENSION, valueBoolean: true }] } },
    ],
    ['of what there is not', wishAt('nothing.of.the.kind'), {}],
  ])('%s', (_case, wish, more) => {
    expect(exampleOf([pack], PROFILE, wish)).toEqual({ ...minimal, ...more });
  });

  it('is not made of a profile that no pack has', () => {
    expect(exampleOf([pack], 'https://else.example.org', NO_WISH)).toBeUndefined();
  });
});
