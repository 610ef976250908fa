import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePack } from './pack/pack-file.ts';
import { createValidator } from './validator.ts';

const open = (name: string) =>
  parsePack(readFileSync(join(import.meta.dirname, '../testsuites/packs', `${name}.pack`), 'utf8'));

const validator = createValidator([open('hl7.fhir.r4.core-4.0.1'), open('hl7.fhir.us.core-6.1.0')]);
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/';
const profiles = [`${US_CORE}us-core-patient`];

const patient = {
  resourceType: 'Patient',
  id: 'p',
  meta: { profile: [...profiles] },
  identifier: [{ system: 'http://example.org/mrn', value: '1' }],
  name: [{ family: 'Brandt', given: ['Ada'] }],
  gender: 'female',
  birthDate: '1980-05-12',
  telecom: [{ system: 'phone', value: '555-0100', use: 'home' }],
  address: [{ line: ['1 Main Street'], city: 'Springfield', state: 'IL', postalCode: '62701' }],
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Ada</div>' },
  extension: [
    {
      url: `${US_CORE}us-core-race`,
      extension: [
        {
          url: 'ombCategory',
          valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2106-3' },
        },
        { url: 'text', valueString: 'White' },
      ],
    },
  ],
};

const errorsOf = (resource: unknown): string[] =>
  validator
    .validate(resource)
    .issues.filter(({ severity }) => severity !== 'warning' && severity !== 'information')
    .map(({ rule, expression }) => `${rule} ${expression}`);

const deep = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = { url: 'http://example.org/x', valueString: 'x' };
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
};

/** Every object of a resource, to put something into. */
function places(value: unknown, found: Record<string, unknown>[] = []): Record<string, unknown>[] {
  if (Array.isArray(value)) for (const item of value) places(item, found);
  else if (typeof value === 'object' && value !== null) {
    found.push(value as Record<string, unknown>);
    for (const item of Object.values(value)) places(item, found);
  }
  return found;
}

const isPrimitive = (value: unknown): boolean =>
  Array.isArray(value) ? typeof value[0] === 'string' : typeof value !== 'object';

describe('whatever JSON comes', () => {
  it('never throws and always answers', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(Array.isArray(validator.validate(value, { profiles }).issues)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws when any part of a resource is replaced', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 3 }), (place, member, value) => {
        const copy = structuredClone(patient);
        const all = places(copy);
        const target = all[place % all.length] ?? {};
        const keys = Object.keys(target);
        target[keys[member % keys.length] ?? 'x'] = value;
        expect(Array.isArray(validator.validate(copy).issues)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['extensions', (inner: unknown) => ({ url: 'http://example.org/x', extension: [inner] })],
    ['unknown properties', (inner: unknown) => ({ unknown: inner })],
    ['lists', (inner: unknown) => [inner]],
  ])('ends on %s 100,000 levels deep', (_case, wrap) => {
    const { issues } = validator.validate({ ...patient, extension: [deep(100_000, wrap)] });
    expect(issues.length).toBeGreaterThan(0);
  });

  it('ends on contained resources and questionnaire items 100,000 levels deep', () => {
    const contained = deep(100_000, (inner) => ({ resourceType: 'Basic', contained: [inner] }));
    expect(validator.validate(contained).issues.length).toBeGreaterThan(0);
    const items = deep(100_000, (inner) => ({ linkId: 'a', type: 'group', item: [inner] }));
    const questionnaire = { resourceType: 'Questionnaire', status: 'draft', item: [items] };
    expect(validator.validate(questionnaire).issues.length).toBeGreaterThan(0);
    const identifiers = deep(100_000, (inner) => ({ identifier: { assigner: inner } }));
    expect(
      validator.validate({ ...patient, managingOrganization: identifiers }).issues.length,
    ).toBeGreaterThan(0);
  });

  it('ends on a list of a million items', () => {
    const name = new Array(1_000_000).fill({ family: 'x' });
    expect(errorsOf({ ...patient, name })).toEqual([]);
    const given = new Array(1_000_000).fill(null);
    const { issues } = validator.validate({ ...patient, name: [{ family: 'x', given }] });
    expect(issues.at(-1)?.message).toContain('995000 more findings');
  });

  it('ends on long lists whose items lean on one another', () => {
    const many = <T>(make: (index: number) => T): T[] =>
      Array.from({ length: 50_000 }, (_, index) => make(index));
    const group = {
      resourceType: 'Group',
      type: 'person',
      actual: true,
      contained: many((index) => ({ resourceType: 'Patient', id: `a${index}` })),
      member: many((index) => ({ entity: { reference: `#a${index}` } })),
    };
    expect(errorsOf(group)).toEqual([]);
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: many((index) => ({
        fullUrl: `http://example.org/Patient/${index}`,
        resource: { resourceType: 'Patient', id: `${index}` },
      })),
    };
    expect(errorsOf(bundle)).toEqual([]);
  }, 20_000);

  it('takes __proto__, constructor and lone surrogates for what they are', () => {
    const text = JSON.stringify(patient).replace('"id":"p"', '"__proto__":{"a":1},"id":"p"');
    expect(errorsOf(JSON.parse(text))).toEqual(['unknown-property Patient.__proto__']);
    expect(errorsOf({ ...patient, constructor: 1, toString: {} })).toHaveLength(2);
    expect(errorsOf({ ...patient, name: [{ family: '\ud800' }] })).toEqual([]);
    expect(errorsOf({ resourceType: '__proto__' })).toEqual(['resource-type __proto__']);
    expect(errorsOf({ resourceType: 'constructor' })).toEqual(['resource-type constructor']);
  });
});

describe('one fault', () => {
  /** What may be done to a value so that it is wrong wherever it stands. */
  const faultsOf = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return [null, [], value[0], 'x'];
    return typeof value === 'object' ? [null, {}, [value], 'x'] : [null, '', [value], { a: 1 }];
  };
  const parts = places(structuredClone(patient)).flatMap((place, index) =>
    Object.keys(place)
      .filter((key) => key !== 'resourceType' && !(index === 0 && key === 'meta'))
      .flatMap((key) => faultsOf(place[key]).map((fault) => ({ index, key, fault }))),
  );

  it.each(parts)('is told once: $key of object $index as $fault', ({ index, key, fault }) => {
    const copy = structuredClone(patient);
    const place = places(copy)[index];
    if (place) place[key] = fault;
    expect(validator.validate(copy, { profiles }).issues).toHaveLength(1);
  });
});

describe('a valid resource', () => {
  it('is valid to begin with', () => expect(errorsOf(patient)).toEqual([]));

  it('stays valid in any order of its properties', () => {
    /** Each object's entries moved on by some places, and turned round where the number is odd. */
    const shuffled = (value: unknown, seed: number): unknown => {
      if (Array.isArray(value)) return value.map((item) => shuffled(item, seed));
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, seed)]);
      const at = seed % Math.max(entries.length, 1);
      const moved = [...entries.slice(at), ...entries.slice(0, at)];
      return Object.fromEntries(seed % 2 === 1 ? moved.reverse() : moved);
    };
    fc.assert(
      fc.property(fc.nat(50), (seed) => {
        expect(errorsOf(shuffled(patient, seed))).toEqual([]);
      }),
    );
  });

  it('stays valid with an extension of anyone on any element', () => {
    fc.assert(
      fc.property(fc.nat(), fc.webUrl(), fc.string({ minLength: 1 }), (place, url, text) => {
        fc.pre(text.trim() !== '');
        const copy = structuredClone(patient);
        const all = places(copy).filter((each) => !('url' in each));
        const target = all[place % all.length] ?? {};
        const before = Array.isArray(target['extension']) ? target['extension'] : [];
        target['extension'] = [...before, { url, valueString: text }];
        expect(errorsOf(copy)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('stays valid whatever whitespace its JSON has', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ \t\r\n]{1,8}$/), (space) => {
        const text = JSON.stringify(patient, null, 1).replaceAll('\n', space);
        expect(errorsOf(JSON.parse(text))).toEqual([]);
      }),
    );
  });

  it('stays valid with ids and extensions beside any primitive, in lists with nulls in between', () => {
    const extension = [{ url: 'http://example.org/x', valueString: 'x' }];
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.boolean(), (place, member, hasExtension) => {
        const copy = structuredClone(patient);
        const all = places(copy).filter((each) => !('resourceType' in each));
        const target = all[place % all.length] ?? {};
        const names = Object.keys(target).filter(
          (key) => key !== 'url' && key !== 'profile' && key !== 'div' && isPrimitive(target[key]),
        );
        const name = names[member % Math.max(names.length, 1)];
        if (name === undefined) return;
        const beside = hasExtension ? { id: 'a', extension } : { id: 'a' };
        const value = target[name];
        if (Array.isArray(value)) {
          target[name] = [null, ...value, null];
          target[`_${name}`] = [{ extension }, ...value.map(() => beside), { extension }];
        } else target[`_${name}`] = beside;
        expect(errorsOf(copy)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
