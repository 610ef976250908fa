import { describe, expect, it } from 'vitest';
import { TLS_FAULTS } from '../../sandbox/tls-faults.ts';
import { securityGroup } from '../../testsuites/security/index.ts';
import { detect } from '../detection-matrix.ts';
import { idsOf, runSandbox } from '../detection.ts';
import { fakeContext } from '../fake-ehr.ts';
import { SECURITY_FAULTS } from './security.ts';

const planned = securityGroup(fakeContext(), 'security').map(({ id }) => id);
const SELECTION = { only: ['security'] };

describe('the table of faults of connections', () => {
  it('has every fault of TLS, and a fault for every check', () => {
    expect(Object.keys(SECURITY_FAULTS).sort()).toEqual(TLS_FAULTS.map(({ id }) => id).sort());
    const turned = new Set(Object.values(SECURITY_FAULTS).flatMap((effect) => effect.turned));
    expect([...turned].sort()).toEqual([...planned].sort());
  });

  it.each(Object.entries(SECURITY_FAULTS))(
    '%s turns what it should and nothing else',
    async (fault, { turned, lost = [] }) => {
      const found = await detect(fault);
      expect([...found.turned].sort()).toEqual([...turned].sort());
      expect([...found.lost].sort()).toEqual([...lost].sort());
    },
  );

  it.each([
    [],
    ['tls-1.2-only'],
    ['tls-1.3-only'],
    ['bulk-capability-urls'],
    ['bulk-file-redirect'],
  ])('a server that conforms passes: %s', async (...faults) => {
    const { results } = await runSandbox({ faults: faults.flat() }, undefined, SELECTION);
    expect(idsOf(results, 'pass').toSorted()).toEqual([...planned].sort());
  });

  it('asks for an explanation of old versions', async () => {
    const { results } = await runSandbox(
      { faults: ['tls-old-accepted:jwks'] },
      undefined,
      SELECTION,
    );
    expect(idsOf(results, 'attest')).toEqual(['security.tls.1.2']);
  });

  it('says of a trial without TLS that nothing is shown', async () => {
    const { results } = await runSandbox({ tls: false }, undefined, SELECTION);
    expect(idsOf(results, 'skip').toSorted()).toEqual([...planned].sort());
  });
});
