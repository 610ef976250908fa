import { describe, expect, it } from 'vitest';
import { CORS_FAULTS, type CorsFaultId } from '../../sandbox/cors-faults.ts';
import { detect } from '../detection-matrix.ts';
import { idsOf, runSandbox } from '../detection.ts';

const ALL = ['discovery', 'metadata', 'token', 'fhir-user', 'preflight'];

/** Which checks of apps in a browser each fault turns. */
const TURNED: Readonly<Record<CorsFaultId, readonly string[]>> = {
  'cors-missing': ALL,
  'cors-wrong-origin': ALL,
  'cors-discovery-missing': ['discovery'],
  'cors-metadata-missing': ['metadata'],
  'cors-token-missing': ['token'],
  'cors-fhir-missing': ['fhir-user'],
  'cors-preflight-refused': ['preflight'],
  'cors-preflight-without-authorization': ['preflight'],
};

describe('the table of faults of apps in a browser', () => {
  it('has every fault', () => {
    expect(Object.keys(TURNED).sort()).toEqual(Object.keys(CORS_FAULTS).sort());
  });

  it.each(Object.entries(TURNED))(
    '%s turns what it should and nothing else',
    async (fault, ids) => {
      const { turned, lost } = await detect(fault);
      expect(turned.toSorted()).toEqual(ids.map((id) => `cors.${id}`).toSorted());
      expect(lost).toEqual([]);
    },
  );

  it.each([[], ['cors-origin-echoed']])('a server that conforms passes: %s', async (...faults) => {
    const { results } = await runSandbox({ smart: '2.2.0', faults: faults.flat() }, undefined, {
      only: ['cors'],
    });
    expect(idsOf(results, 'pass')).toHaveLength(ALL.length);
  });
});
