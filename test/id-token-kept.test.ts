import { describe, expect, it } from 'vitest';
import { decodeJwt } from '../testsuites/openid/jwt.ts';
import { runSandbox } from './detection.ts';

describe('an id_token in the evidence', () => {
  it('has its claims and no signature, wherever it came', async () => {
    const { journal, results } = await runSandbox({}, undefined, {
      only: ['openid.*', 'smart.public.*', 'smart.ehr.patient-context'],
    });
    const kept = JSON.stringify(journal.entries);
    const tokens = [...kept.matchAll(/\\"id_token\\":\\"([^"\\]*)\\"/g)].map(
      ([, text = '']) => text,
    );
    expect(tokens.length).toBeGreaterThan(2);
    for (const text of tokens) {
      expect(decodeJwt(text)?.claims).toMatchObject({
        iss: expect.any(String),
        sub: expect.any(String),
      });
      expect(text.split('.')[2]).toMatch(/^redacted-signature-[0-9a-f]{16}$/);
    }
    // No other text of three parts that begins as a JSON object in base64url does.
    expect(kept.match(/\beyJ[\w-]+\.[\w-]+\.(?!redacted-)[\w-]+/g)).toBeNull();
    expect(results.checks.find(({ id }) => id === 'openid.id-token.signature')?.verdict).toBe(
      'pass',
    );
  });
});
