import { expect, it } from 'vitest';
import type { RunConfig } from '../../core/config.ts';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { fakeWire, reply } from '../../test/fake-world.ts';
import { runChecks } from '../../test/run-checks.ts';
import { profileContext, searchset } from '../../test/us-core-evidence.ts';
import { usCoreGroup } from '../us-core/index.ts';

const patient = { resourceType: 'Patient', id: '85' };

/** The checks of patients, by a server that answers so to who shows this and to who does not. */
async function judged(
  auth: RunConfig['auth'],
  answer: (token: string | undefined) => ReturnType<typeof reply>,
) {
  const config = { ...fakeConfig({ patients: ['85'] }), auth };
  const asked: string[] = [];
  const wire = fakeWire(({ url, headers }) => {
    asked.push(url);
    const [, token] = headers.find(([name]) => name.toLowerCase() === 'authorization') ?? [];
    return answer(token);
  });
  const context = { ...profileContext('us-core-patient'), config };
  const { results } = await runChecks(
    usCoreGroup('us-core-patient')(context, 'patient'),
    config,
    wire,
    {
      TOKEN: 'a token of some length',
    },
  );
  return { asked, results };
}

const refusal = reply(401, { resourceType: 'OperationOutcome' });
const bearer = { bearer: { env: 'TOKEN' }, clients: {} };

it.each([
  ['no token where one is needed', { clients: {} }, 'lets nobody read without a token'],
  ['a bearer token that is not taken', bearer, 'does not take the bearer token'],
])('%s is told once, and nothing is held against the server', async (_case, auth, reason) => {
  const { asked, results } = await judged(auth, () => refusal);
  const searches = results.filter(({ id }) => id.includes('.search.'));
  expect(searches.length).toBeGreaterThan(5);
  expect(new Set(searches.map(({ verdict }) => verdict))).toEqual(new Set(['skip']));
  expect(searches.every(({ message }) => message.includes(reason))).toBe(true);
  expect(asked.filter((url) => !url.endsWith('/metadata'))).toHaveLength(1);
});

it.each([
  ['an open server', { clients: {} }],
  ['a bearer token that is taken', bearer],
])('%s is read', async (_case, auth) => {
  const { results } = await judged(auth, (token) =>
    auth === bearer && token === undefined ? refusal : reply(200, searchset([patient])),
  );
  expect(results.find(({ id }) => id === 'uscore.patient.search._id')?.verdict).toBe('pass');
});
