import { describe, expect, it } from 'vitest';
import type { Check } from '../../core/check.ts';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { firstError } from '../conformance/validate.ts';
import { packRows } from '../pack-catalogue.ts';
import type { Resource } from '../us-core/bundle.ts';
import { usCoreGroup } from '../us-core/index.ts';
import { acrossProfilesGroup, clinicalNotesGroup } from './index.ts';

const contextOf = (usCore: string) => ({
  config: fakeConfig({ options: { usCore, smart: '2.0.0', bulk: '2.0.0' } }),
  pack: packRows(usCore),
});

const exampleOf = (check: Check): Resource => {
  const guide = check.guide?.();
  if (guide === undefined) throw new Error(`${check.id} has no guide`);
  return guide.example as Resource;
};

const profileOf = ({ meta }: Resource): string => {
  const { profile } = meta as { profile: readonly string[] };
  return profile[0] ?? '';
};

/** What is wrong with an example by the profile that it claims. */
const wrongIn = (example: Resource, usCore: string): readonly string[] => {
  const error = firstError(example, profileOf(example), usCore);
  return error === undefined ? [] : [`${error.expression}: ${error.message}`];
};

describe.each(['6.1.0', '7.0.0'])('the examples that the data guide of %s gives', (usCore) => {
  const context = contextOf(usCore);

  it('for notes, screenings and missing data conform', () => {
    const checks = [...clinicalNotesGroup(context, 'a'), ...acrossProfilesGroup(context, 'b')];
    expect(checks.length).toBeGreaterThan(20);
    const wrong = checks.flatMap((check) =>
      wrongIn(exampleOf(check), usCore).map((why) => `${check.id} ${why}`),
    );
    expect(wrong).toEqual([]);
  });

  it('for profiles, references and provenance conform', () => {
    const checks = context.pack.profiles
      .flatMap(({ id }) => usCoreGroup(id)(context, id))
      .filter(({ id }) =>
        /\.(conformance\.profile|reference\..*|provenance\.revinclude)$/.test(id),
      );
    expect(checks.length).toBeGreaterThan(150);
    const wrong = checks.flatMap((check) =>
      wrongIn(exampleOf(check), usCore).map((why) => `${check.id} ${why}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('an example', () => {
  const context = contextOf('6.1.0');
  const checks = [...clinicalNotesGroup(context, 'a'), ...acrossProfilesGroup(context, 'b')];
  const of = (id: string): Resource => {
    const check = checks.find((each) => each.id === id);
    if (check === undefined) throw new Error(`no check ${id}`);
    return exampleOf(check);
  };
  it.each([
    [
      'notes.documentreference.type.11488-4',
      { type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] } },
    ],
    [
      'notes.diagnosticreport.category.LP29708-2',
      { category: [{ coding: [{ system: 'http://loinc.org', code: 'LP29708-2' }] }] },
    ],
    [
      'screening.observation.category.sdoh',
      { category: [{ coding: [{ code: 'survey' }, { code: 'sdoh' }] }] },
    ],
    ['uscore.missing-data.extension', { _birthDate: { extension: [{ valueCode: 'unknown' }] } }],
    ['uscore.missing-data.code', { code: { coding: [{ code: 'unknown' }] } }],
    [
      'uscore.provenance.conformance.on-behalf-of',
      {
        agent: [
          {
            who: { reference: 'Practitioner/example' },
            onBehalfOf: { reference: 'Organization/example' },
          },
        ],
      },
    ],
    ['uscore.documentreference.custodian', { custodian: { reference: 'Organization/example' } }],
  ])('of %s shows it', (id, elements) => {
    expect(of(id)).toMatchObject(elements);
  });

  it('of a value that is missing has none', () => {
    expect(of('uscore.missing-data.extension')).not.toHaveProperty('birthDate');
  });

  it('of a reference leads to the type that is asked for', () => {
    const check = usCoreGroup('us-core-diagnosticreport-note')(context, 'a').find(
      ({ id }) => id === 'uscore.diagnosticreport-note.reference.performer.us-core-organization',
    );
    if (check === undefined) throw new Error('no such check');
    expect(exampleOf(check)).toMatchObject({
      performer: [{ reference: 'Organization/example' }],
    });
  });
});
