import { describe, expect, it } from 'vitest';
import places from '../sandbox/reference-places.json' with { type: 'json' };
import { referencePlaces } from './reference-places.ts';

describe('the faults of references that no search parameter stands for', () => {
  it('are at those places that the packs mark', () => {
    expect(referencePlaces(['6.1.0', '7.0.0'])).toEqual(places);
  });
});
