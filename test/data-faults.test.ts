import { describe, expect, it } from 'vitest';
import places from '../sandbox/reference-places.json' with { type: 'json' };
import { idsOf, runSandbox } from './detection.ts';
import { referencePlaces } from './reference-places.ts';

describe('the faults of references that no search parameter stands for', () => {
  it('are at those places that the packs mark', () => {
    expect(referencePlaces(['6.1.0', '7.0.0'])).toEqual(places);
  });
});

describe('what only US Core 7.0.0 asks for is found missing, and nothing else', () => {
  it.each([
    [
      'reference-dangling:Procedure.encounter',
      'uscore.procedure.reference.encounter.us-core-encounter',
    ],
    [
      'reference-dangling:MedicationDispense.context',
      'uscore.medicationdispense.reference.context.us-core-encounter',
    ],
    ['no-screening:observation-activity', 'screening.observation.category.activity'],
    ['no-screening:observation-social-history', 'screening.observation.category.social-history'],
  ])('%s', async (fault, check) => {
    const { results } = await runSandbox({ usCore: '7.0.0', faults: [fault] }, undefined, {
      only: ['procedure', 'medicationdispense', 'across-profiles'],
    });
    expect(idsOf(results, 'fail', 'warn', 'skip', 'error')).toEqual([check]);
  });
});
