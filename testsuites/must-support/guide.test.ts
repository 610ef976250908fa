import { describe, expect, it } from 'vitest';
import type { Check } from '../../core/check.ts';
import { judgeCheck } from '../../core/judge.ts';
import { elementLook, extensionLook, sliceLook } from '../../fhir/must-support/look.ts';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { gathered, mustSupportCheck } from '../../test/must-support-evidence.ts';
import { conforms } from '../conformance/validate.ts';
import { packRows } from '../pack-catalogue.ts';
import { usCoreGroup } from '../us-core/index.ts';
import { mustSupportChecks } from './index.ts';
import { mustSupportRows } from './rows.ts';

const profilesOf = (usCore: string) => {
  const config = fakeConfig({ options: { usCore, smart: '2.0.0', bulk: '2.0.0' } });
  const pack = packRows(usCore);
  return pack.profiles.map((profile) => ({ config, pack, profile }));
};

describe.each(['6.1.0', '7.0.0'])('the examples for must-support rows of %s', (usCore) => {
  it.each(profilesOf(usCore).map((context) => [context.profile.id, context] as const))(
    '%s: each conforms and shows what it is an example of',
    (_id, context) => {
      const { url, mustSupport } = context.profile;
      const guides = new Map(
        mustSupportChecks(context, 'group').map((check) => [check.requirements[0], check.guide]),
      );
      const exampleOf = (id: string) => {
        const guide = guides.get(id)?.();
        if (guide === undefined) throw new Error(`no guide for ${id}`);
        return guide.example;
      };
      const rows = mustSupportRows(context);
      const wrong: string[] = [];
      const looked = [
        ...rows.elements.map(
          (row) => [row.requirements[0], elementLook(row.element, mustSupport)] as const,
        ),
        ...rows.slices.map(
          (row) => [row.requirements[0], sliceLook(row.slice, mustSupport)] as const,
        ),
        ...rows.extensions.map(
          (row) => [row.requirements[0], extensionLook(row.extension, mustSupport)] as const,
        ),
      ];
      for (const [id, look] of looked) if (look(exampleOf(id)) !== 'shown') wrong.push(id);
      const ids = [...looked.map(([id]) => id), ...rows.choices.map((row) => row.requirements[0])];
      for (const id of ids) {
        if (!conforms(exampleOf(id) as never, url, usCore)) wrong.push(`${id} does not conform`);
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe('the guide of a search', () => {
  it('has a value for each of its parameters, in a resource that conforms', () => {
    const wrong = profilesOf('6.1.0').flatMap((context) => {
      const checks = usCoreGroup(context.profile.id)(context, 'group');
      return checks
        .filter(({ id }) => id.includes('.search.'))
        .flatMap((check) => {
          const guide = check.guide?.();
          return guide === undefined ||
            conforms(guide.example as never, context.profile.url, '6.1.0')
            ? []
            : [check.id];
        });
    });
    expect(wrong).toEqual([]);
  });
});

describe('a guide in the results', () => {
  const check = mustSupportCheck('us-core-patient', 'name.suffix');
  const [probe] = Object.values(check.needs);
  const judgedWith = (evidence: unknown, one: Check = check) =>
    judgeCheck(one, new Map([[probe?.id ?? '', evidence]]), { waivers: [] }, '2026-03-01');

  it('is there where data is wanting', () => {
    expect(judgedWith(gathered()).guide).toEqual({
      load: 'Load at least one Patient with Patient.name.suffix for one of the test patients (USCDI demands it on top of the profile).',
      example: {
        resourceType: 'Patient',
        id: 'example',
        meta: { profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient'] },
        identifier: [{ system: 'https://ehr.example.org/identifiers', value: '1234567893' }],
        name: [{ family: 'Example', given: ['Ann'], suffix: ['Example'] }],
        gender: 'female',
      },
    });
  });

  it('is there where nothing leads to the resource', () => {
    expect(judgedWith({ lacking: 'No reference.', kind: 'skip' }).guide).toBeDefined();
  });

  it.each([
    [
      'what was asked for is shown',
      gathered({ resourceType: 'Patient', name: [{ suffix: ['Jr'] }] }),
    ],
    ['an earlier step broke', { lacking: 'No token.', kind: 'skip', root: 'login' }],
    ['the network failed', { lacking: 'No answer.', kind: 'error' }],
    ['the run ended before', undefined],
  ])('is not there where %s', (_case, evidence) => {
    expect(judgedWith(evidence).guide).toBeUndefined();
  });

  it('is left out where making it fails', () => {
    const broken: Check = {
      ...check,
      guide: () => {
        throw new Error('no pack');
      },
    };
    const { guide, result } = judgedWith(gathered(), broken);
    expect([guide, result.verdict]).toEqual([undefined, 'skip']);
  });
});
