import { describe, expect, it } from 'vitest';
import type {
  MustSupportElement,
  MustSupportExtension,
  MustSupportRows,
  MustSupportSlice,
} from '../pack-rows.ts';
import { elementLook, extensionLook, sliceLook } from './look.ts';
import { DATA_ABSENT_REASON } from './presence.ts';
import { tally } from './tally.ts';

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const LOINC = 'http://loinc.org';
const absent = { extension: [{ url: DATA_ABSENT_REASON, valueCode: 'unknown' }] };
const other = { extension: [{ url: 'http://example.org/other', valueString: 'x' }] };

const slices: readonly MustSupportSlice[] = [
  {
    path: 'category',
    slice: 'VSCat',
    discriminators: [
      { type: 'value', path: 'coding.code', value: 'vital-signs' },
      { type: 'value', path: 'coding.system', value: CATEGORY },
    ],
  },
  {
    path: 'component',
    slice: 'systolic',
    discriminators: [
      { type: 'pattern', path: 'code', value: { coding: [{ system: LOINC, code: '8480-6' }] } },
    ],
  },
  {
    path: 'value[x]',
    slice: 'valueQuantity',
    discriminators: [{ type: 'type', path: '$this', value: ['Quantity'] }],
  },
  {
    path: 'type',
    slice: 'kind',
    discriminators: [{ type: 'binding', path: '$this', codes: [`${LOINC}|1-1`, `${LOINC}|2-2`] }],
  },
  {
    path: 'code.coding',
    slice: 'O2Sat',
    discriminators: [{ type: 'pattern', path: '$this', value: { system: LOINC, code: '2708-6' } }],
  },
  {
    path: 'agent',
    slice: 'named',
    discriminators: [{ type: 'exists', path: 'who.display' }],
  },
];

const SUPPORTING = 'http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo';
const DISPLAY = 'http://hl7.org/fhir/StructureDefinition/display';
const RACE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race';

const rows: MustSupportRows = {
  elements: [],
  slices,
  extensions: [
    { path: '', url: SUPPORTING, id: 'supporting-info' },
    { path: 'questionnaire', url: DISPLAY, id: 'display' },
    { path: '', url: RACE, id: 'race' },
  ],
};

const bp = (component: object, category?: object) => ({
  resourceType: 'Observation',
  category: [category ?? { coding: [{ system: CATEGORY, code: 'vital-signs' }] }],
  component: [
    { code: { coding: [{ system: LOINC, code: '8462-4' }] }, valueQuantity: { value: 80 } },
    component,
  ],
});

const systolic = { code: { coding: [{ code: '8480-6', system: LOINC, display: 'Systolic' }] } };

describe('elements', () => {
  it.each<[string, MustSupportElement, object, string]>([
    ['nothing there', { path: 'status' }, {}, 'absent'],
    ['a primitive', { path: 'status' }, { status: 'final' }, 'shown'],
    ['false', { path: 'reportedBoolean' }, { reportedBoolean: false }, 'shown'],
    ['zero', { path: 'v' }, { v: 0 }, 'shown'],
    ['an empty text', { path: 'v' }, { v: '' }, 'absent'],
    ['an empty list', { path: 'v' }, { v: [] }, 'absent'],
    ['an empty object', { path: 'v' }, { v: {} }, 'absent'],
    ['a reason alone', { path: 'birthDate' }, { _birthDate: absent }, 'data-absent-reason'],
    ['a reason at an object', { path: 'name' }, { name: [absent] }, 'data-absent-reason'],
    ['a reason further up', { path: 'name.family' }, { name: [absent] }, 'absent'],
    ['extensions alone', { path: 'birthDate' }, { _birthDate: other }, 'extension-only'],
    ['extensions alone at an object', { path: 'name' }, { name: [other] }, 'extension-only'],
    [
      'an extension that is must-support there',
      { path: 'questionnaire' },
      { _questionnaire: { extension: [{ url: DISPLAY, valueString: 'PHQ-9' }] } },
      'shown',
    ],
    [
      'the second repetition',
      { path: 'name.given' },
      { name: [{ given: [null], _given: [absent] }, { given: ['Ann'] }] },
      'shown',
    ],
    [
      'repetitions with reasons only',
      { path: 'name.given' },
      { name: [{ given: [null], _given: [absent] }] },
      'data-absent-reason',
    ],
    ['a typed choice', { path: 'valueString' }, { valueQuantity: { value: 1 } }, 'absent'],
    ['any type', { path: 'value[x]' }, { valueInteger: 3 }, 'shown'],
    ['any type, none there', { path: 'value[x]' }, { value: 3, valued: 'x' }, 'absent'],
    [
      'any type with a reason',
      { path: 'value[x]' },
      { _valueString: absent },
      'data-absent-reason',
    ],
    ['the fixed value', { path: 'use', fixed: 'old' }, { use: 'old' }, 'shown'],
    ['another than the fixed', { path: 'use', fixed: 'old' }, { use: 'official' }, 'other-value'],
    [
      'a pattern among others',
      { path: 'code', fixed: { coding: [{ system: LOINC, code: '1-1' }] } },
      {
        code: { text: 'x', coding: [{ code: 'a' }, { system: LOINC, code: '1-1', display: 'd' }] },
      },
      'shown',
    ],
    [
      'a pattern of another code',
      { path: 'code', fixed: { coding: [{ system: LOINC, code: '1-1' }] } },
      { code: { coding: [{ system: LOINC, code: '2-2' }] } },
      'other-value',
    ],
    [
      'an element within a slice',
      { path: 'component:systolic.valueQuantity.value' },
      bp({ ...systolic, valueQuantity: { value: 120 } }),
      'shown',
    ],
    [
      'the element in another slice only',
      { path: 'component:systolic.valueQuantity.value' },
      bp({ ...systolic }),
      'absent',
    ],
    [
      'a fixed value within a slice',
      { path: 'category:VSCat.coding.system', fixed: CATEGORY },
      bp({}),
      'shown',
    ],
    [
      'an element of an extension',
      { path: 'extension:supporting-info.valueReference' },
      { extension: [{ url: SUPPORTING, valueReference: { reference: 'A/1' } }] },
      'shown',
    ],
    [
      'an element of another extension',
      { path: 'extension:supporting-info.valueReference' },
      { extension: [{ url: RACE, valueReference: { reference: 'A/1' } }] },
      'absent',
    ],
    ['a slice that the rows do not know', { path: 'a:b.c' }, { a: [{ c: 1 }] }, 'absent'],
    ['no resource at all', { path: 'a.b' }, [1], 'absent'],
  ])('%s', (_case, row, resource, sight) => {
    expect(elementLook(row, rows)(resource)).toBe(sight);
  });
});

const slice = (name: string): MustSupportSlice => {
  const found = slices.find((row) => row.slice === name);
  if (found === undefined) throw new Error(`no slice ${name}`);
  return found;
};

describe('slices', () => {
  it.each<[string, string, object, string]>([
    ['code beside its system', 'VSCat', bp({}), 'shown'],
    [
      'code without a system',
      'VSCat',
      bp({}, { coding: [{ code: 'vital-signs' }] }),
      'other-value',
    ],
    [
      'code and system in two codings',
      'VSCat',
      bp(
        {},
        {
          coding: [
            { code: 'vital-signs', system: 'x' },
            { code: 'x', system: CATEGORY },
          ],
        },
      ),
      'other-value',
    ],
    ['no category', 'VSCat', {}, 'absent'],
    ['a pattern', 'systolic', bp(systolic), 'shown'],
    ['another component', 'systolic', bp({}), 'other-value'],
    ['a type', 'valueQuantity', { valueQuantity: { value: 1 } }, 'shown'],
    ['another type', 'valueQuantity', { valueString: 'x' }, 'other-value'],
    ['a bound code', 'kind', { type: { coding: [{ system: LOINC, code: '2-2' }] } }, 'shown'],
    ['a bound code elsewhere', 'kind', { type: { coding: [{ code: '2-2' }] } }, 'other-value'],
    [
      'a slice of codings',
      'O2Sat',
      {
        code: {
          coding: [
            { system: LOINC, code: '59408-5' },
            { system: LOINC, code: '2708-6' },
          ],
        },
      },
      'shown',
    ],
    ['what must exist', 'named', { agent: [{ who: { display: 'A' } }] }, 'shown'],
    ['what must exist, absent', 'named', { agent: [{ who: {} }] }, 'absent'],
  ])('%s', (_case, name, resource, sight) => {
    expect(sliceLook(slice(name), rows)(resource)).toBe(sight);
  });
});

describe('extensions', () => {
  const race = (...extension: object[]) => ({ extension: [{ url: RACE, extension }] });
  const [, display, raceRow] = rows.extensions as readonly [
    MustSupportExtension,
    MustSupportExtension,
    MustSupportExtension,
  ];
  it.each<[string, MustSupportExtension, object, string]>([
    ['none', raceRow, {}, 'absent'],
    ['with content', raceRow, race({ url: 'text', valueString: 'White' }), 'shown'],
    ['empty', raceRow, race(), 'extension-only'],
    ['a reason within', raceRow, race(...absent.extension), 'extension-only'],
    ['another one', raceRow, { extension: [{ url: DISPLAY, valueString: 'x' }] }, 'absent'],
    [
      'at a primitive',
      display,
      { questionnaire: 'q', _questionnaire: { extension: [{ url: DISPLAY, valueString: 'x' }] } },
      'shown',
    ],
    ['not at the primitive', display, { questionnaire: 'q' }, 'absent'],
  ])('%s', (_case, row, resource, sight) => {
    expect(extensionLook(row, rows)(resource)).toBe(sight);
  });
});

describe('a tally', () => {
  it('counts why resources do not show a row and stops at one that does', () => {
    const look = elementLook({ path: 'birthDate' }, rows);
    const resources = [{}, { _birthDate: absent }, { birthDate: '1980-05-12' }, {}];
    const { shown, total, counts } = tally(resources, (resource) => resource, look);
    expect(shown).toBe(resources[2]);
    expect(total).toBe(3);
    expect(counts).toEqual({
      absent: 1,
      'extension-only': 0,
      'data-absent-reason': 1,
      'other-value': 0,
    });
  });

  it('looks through ten thousand resources for ten rows in a second', () => {
    const resource = bp({ ...systolic, valueQuantity: { value: 120 } });
    const resources = Array.from({ length: 10_000 }, () => resource);
    const looks = Array.from({ length: 10 }, (_, at) =>
      at % 2 === 0
        ? elementLook({ path: 'component:systolic.valueQuantity.code' }, rows)
        : sliceLook(slice('kind'), rows),
    );
    const before = performance.now();
    for (const look of looks) tally(resources, (each) => each, look);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
