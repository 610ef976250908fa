import { expect, it } from 'vitest';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { fakeWire, reply } from '../../test/fake-world.ts';
import { runChecks } from '../../test/run-checks.ts';
import { profileContext, searchset } from '../../test/us-core-evidence.ts';
import { usCoreGroup } from './index.ts';

const LOINC = 'http://loinc.org';
const rate = (id: string, ...code: readonly object[]) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [
    {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/observation-category',
          code: 'vital-signs',
        },
      ],
    },
  ],
  code: { coding: code },
  subject: { reference: 'Patient/85' },
  effectiveDateTime: '2026-01-02T10:00:00Z',
});
const local = rate('a', { system: 'urn:local', code: 'HR' }, { system: LOINC, code: '8867-4' });

/** The verdict on several codes at once, and the codes that were sent, of a server by its answers. */
async function several(answer: (codes: readonly string[]) => readonly (typeof local)[]) {
  const { auth: _auth, ...open } = fakeConfig({ patients: ['85'] });
  const config = { ...open, auth: { clients: {} } };
  const sent: (readonly string[])[] = [];
  const wire = fakeWire(({ url }) => {
    const codes = new URL(url).searchParams.get('code')?.split(',') ?? [];
    if (codes.length > 1) sent.push(codes);
    return reply(200, searchset(answer(codes)));
  });
  const context = { ...profileContext('us-core-heart-rate'), config };
  const checks = usCoreGroup('us-core-heart-rate')(context, 'heart-rate').filter(({ id }) =>
    id.endsWith('search.patient+code.multiple-or.code'),
  );
  const { results } = await runChecks(checks, config, wire);
  return { verdict: results[0]?.verdict, sent };
}

it('are of systems that every server knows, and several where the data have one', async () => {
  const { verdict, sent } = await several((codes) => (codes.includes('8867-4') ? [local] : []));
  expect(verdict).toBe('pass');
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain('8867-4');
  expect(sent[0]).not.toContain('HR');
  // The codes of the other profiles, so that one request shows it of all of them.
  expect(sent[0]).toContain('8310-5');
  expect(sent[0]?.[0]).not.toBe('8867-4');
});

it('are all heeded, and not the first alone', async () => {
  const { verdict } = await several(([first]) => (first === '8867-4' ? [local] : []));
  expect(verdict).toBe('warn');
});

it('are told from one value with a comma in it', async () => {
  const { verdict } = await several((codes) => (codes.length === 1 ? [local] : []));
  expect(verdict).toBe('warn');
});
