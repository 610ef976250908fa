import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../core/config.ts';
import { runSandbox } from './detection.ts';

const ONLY = { only: ['token.revocation.*'] };
const BY_PAGE = 'revocation-by-page';

/** What is filled in on the page, from the file that the configuration names. */
function passwordIn({ auth }: RunConfig): string {
  const login = auth.clients.revocation?.login;
  const fill = login?.driver === 'form' ? login.revoker?.steps[0]?.fill : undefined;
  const reference = fill?.['#password'];
  return typeof reference === 'object' && 'file' in reference
    ? readFileSync(reference.file, 'utf8').trim()
    : '';
}

async function verdicts(faults: readonly string[], change?: (config: RunConfig) => RunConfig) {
  const { results, journal } = await runSandbox({ faults }, change, ONLY);
  const found = Object.fromEntries(
    results.checks.map(({ id, verdict }) => [id.replace('token.revocation.', ''), verdict]),
  );
  const pages = journal.entries.filter(({ key }) => key.startsWith('revocation/revoker/'));
  return { found, pages, results, journal };
}

describe('where there is no revocation endpoint', () => {
  it('what an app was given is taken back on the page of the EHR', async () => {
    let password = '';
    const { found, pages, journal } = await verdicts([BY_PAGE], (config) => {
      password = passwordIn(config);
      return config;
    });
    expect(found).toEqual({
      'within-one-hour': 'pass',
      'access-denied': 'pass',
      'refresh-denied': 'pass',
      introspected: 'pass',
    });
    expect(pages.length).toBeGreaterThan(1);
    expect(password.length).toBeGreaterThan(10);
    expect(JSON.stringify(journal.entries)).not.toContain(password);
  });

  it('a page that does not do what it says is seen', async () => {
    const { found } = await verdicts([BY_PAGE, 'revocation-useless']);
    expect(found).toMatchObject({ 'access-denied': 'fail', 'refresh-denied': 'fail' });
  });

  it.each<[string, (config: RunConfig) => RunConfig, RegExp]>([
    [
      'no app of its own is configured for it',
      ({ auth, ...config }) => {
        const { revocation: _none, ...clients } = auth.clients;
        return { ...config, auth: { ...auth, clients } };
      },
      /no revocation_endpoint.*auth\.clients\.revocation/,
    ],
    [
      'a step does not fit its page',
      ({ auth, ...config }) => {
        const { revocation } = auth.clients;
        if (revocation?.login?.driver !== 'form') throw new Error('no form to change');
        const { login } = revocation;
        const revoker = { url: login.revoker?.url ?? '', steps: [{ form: '#nothing-here' }] };
        const clients = {
          ...auth.clients,
          revocation: { ...revocation, login: { ...login, revoker } },
        };
        return { ...config, auth: { ...auth, clients } };
      },
      /not taken back on the EHR's page: .*#nothing-here/,
    ],
  ])('it is not judged where %s', async (_case, change, says) => {
    const { results } = await verdicts([BY_PAGE], change);
    for (const { verdict, message } of results.checks) {
      expect(verdict).toBe('skip');
      expect(message).toMatch(says);
    }
  });
});

it('the endpoint is used where there is one', async () => {
  const { found, pages } = await verdicts([]);
  expect(found['within-one-hour']).toBe('pass');
  expect(pages).toEqual([]);
});
