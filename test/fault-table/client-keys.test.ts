import { expect, it } from 'vitest';
import { replay } from '../../core/engine.ts';
import { Journal } from '../../core/journal.ts';
import { judgeCheck } from '../../core/judge.ts';
import { CLIENT_KEY_FAULTS, type ClientKeyFaultId } from '../../sandbox/oauth/client-keys.ts';
import { planRun } from '../../testsuites/catalogue.ts';
import { idsOf, runSandbox } from '../detection.ts';

const FETCHED = 'smart.backend.jwks-url';
const CACHED = 'attestation.g10.visual.jwks-cache';
const ONLY = { only: [FETCHED, CACHED] };

const TURNED: Readonly<Record<ClientKeyFaultId, string>> = {
  'client-keys-pinned': FETCHED,
  'client-keys-kept-for-ever': CACHED,
  'client-keys-never-dropped': CACHED,
};

it.each(['6.1.0', '7.0.0'] as const)('the sample EHR follows rotation: %s', async (usCore) => {
  const { results, journal, config } = await runSandbox(
    { usCore, smart: '2.2.0' },
    undefined,
    ONLY,
  );
  expect(idsOf(results, 'pass')).toEqual([FETCHED, CACHED]);
  const plan = planRun(config, ONLY);
  const evidence = await replay(config, plan, new Journal(journal.entries));
  const again = plan.checks.map(
    (check) => judgeCheck(check, evidence, config, '2026-11-01').result,
  );
  expect(again.map(({ verdict, message }) => [verdict, message])).toEqual(
    results.checks.map(({ verdict, message }) => [verdict, message]),
  );
});

it.each(Object.keys(CLIENT_KEY_FAULTS) as ClientKeyFaultId[])(
  '%s turns its check',
  async (fault) => {
    const { results } = await runSandbox({ faults: [fault] }, undefined, ONLY);
    expect(idsOf(results, 'fail')).toEqual([TURNED[fault]]);
  },
);

it('is asked of a person where Assay serves no keys', async () => {
  const { results } = await runSandbox({ tls: false }, undefined, ONLY);
  expect(idsOf(results, 'attest')).toEqual([CACHED]);
  expect(idsOf(results, 'pass')).toEqual([FETCHED]);
});
