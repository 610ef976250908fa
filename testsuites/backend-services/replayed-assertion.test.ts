import { describe, expect, it } from 'vitest';
import type { WireRequest } from '../../core/http-port.ts';
import { lastingSandbox, runCut } from '../../test/interrupted.ts';

const CHECK = 'smart.backend.jwt.replayed-jti';
const isTokenRequest = ({ url, method }: WireRequest): boolean =>
  method === 'POST' && url.endsWith('/token');

/** The verdict where the run is interrupted before the assertion is sent again, for ten minutes. */
async function verdictAfterPause(faults: readonly string[]): Promise<string | undefined> {
  const lasting = await lastingSandbox({ faults: [...faults] });
  const cut = { during: 'request', nth: 2, of: isTokenRequest, pause: 600_000 } as const;
  try {
    const { results, cuts } = await runCut(lasting, { only: [CHECK] }, [cut]);
    expect(cuts).toBe(1);
    return results.checks.find(({ id }) => id === CHECK)?.verdict;
  } finally {
    await lasting.sandbox.close();
  }
}

describe('an assertion that is sent again when it has expired', () => {
  it('is made anew, so that a server that takes it twice is seen', async () => {
    expect(await verdictAfterPause(['assertion-replay-accepted'])).toBe('fail');
  });

  it('is made anew for a server that takes it once', async () => {
    expect(await verdictAfterPause([])).toBe('pass');
  });
});
