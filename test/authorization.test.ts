import { describe, expect, it } from 'vitest';
import { replay } from '../core/engine.ts';
import { judgeCheck } from '../core/judge.ts';
import { planRun } from '../testsuites/catalogue.ts';
import { idsOf, runSandbox } from './detection.ts';

/** Every group about who may connect, and as whom. */
const AUTHORIZATION = [
  'smart-discovery',
  'standalone-launch',
  'token',
  'openid',
  'refresh',
  'limited-launch',
  'public-client',
  'cors',
  'ehr-launch',
  'asymmetric',
  'v1-scopes',
  'granular',
  'introspection',
  'revocation',
  'refusals',
  'backend-services',
  'security',
  'attestation',
];

const NOT_GOOD = ['fail', 'warn', 'skip', 'error'];

describe.each([
  ['2.0.0', '6.1.0', false],
  ['2.2.0', '6.1.0', true],
  ['2.2.0', '7.0.0', true],
] as const)('authorization by SMART %s with US Core %s', (smart, usCore, hasCors) => {
  it('is all shown with nobody at the keyboard, but what only a person can say', async () => {
    const selection = { only: AUTHORIZATION };
    const { results, journal, config } = await runSandbox({ smart, usCore }, undefined, selection);
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    expect(idsOf(results, 'attest').every((id) => id.startsWith('attestation.'))).toBe(true);
    expect(config.options).toMatchObject({ smart, usCore });
    const ids = results.checks.map(({ id }) => id);
    expect(ids.some((id) => id.startsWith('cors.'))).toBe(hasCors);
    expect(ids).toContain('security.tls.fhir');

    const sent = journal.entries.find(({ key }) => key === 'public/token');
    const origin =
      sent?.kind === 'exchange'
        ? sent.request.headers.find(([name]) => name === 'origin')
        : undefined;
    expect(origin !== undefined).toBe(hasCors);

    // Handshakes are evidence like all else: judged again, with nothing sent, they say the same.
    const plan = planRun(config, selection);
    const evidence = await replay(config, plan, journal);
    const again = plan.checks.map((check) => {
      const { id, verdict } = judgeCheck(check, evidence, config, '2026-11-01').result;
      return [id, verdict];
    });
    expect(again).toEqual(results.checks.map(({ id, verdict }) => [id, verdict]));
  });
});
