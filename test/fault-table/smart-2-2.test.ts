import { describe, expect, it } from 'vitest';
import { SMART_2_2_FAULTS, type Smart22FaultId } from '../../sandbox/smart-2-2-faults.ts';
import { detect } from '../detection-matrix.ts';
import { idsOf, runSandbox } from '../detection.ts';

const ALL = ['discovery', 'metadata', 'token', 'fhir-user', 'preflight'].map((id) => `cors.${id}`);

/** Which checks each fault turns. */
const TURNED: Readonly<Record<Smart22FaultId, readonly string[]>> = {
  'cors-missing': ALL,
  'cors-wrong-origin': ALL,
  'cors-discovery-missing': ['cors.discovery'],
  'cors-metadata-missing': ['cors.metadata'],
  'cors-token-missing': ['cors.token'],
  'cors-fhir-missing': ['cors.fhir-user'],
  'smart-config-later-members-malformed': [
    'smart.discovery.field.user_access_brand_bundle',
    'smart.discovery.field.user_access_brand_identifier',
    'smart.discovery.field.associated_endpoints',
  ],
  'cors-preflight-refused': ['cors.preflight'],
  'cors-preflight-without-authorization': ['cors.preflight'],
};

describe('the table of faults of what came with SMART 2.2', () => {
  it('has every fault', () => {
    expect(Object.keys(TURNED).sort()).toEqual(Object.keys(SMART_2_2_FAULTS).sort());
  });

  it.each(Object.entries(TURNED))(
    '%s turns what it should and nothing else',
    async (fault, ids) => {
      const { turned, lost } = await detect(fault);
      expect(turned.toSorted()).toEqual(ids.toSorted());
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
