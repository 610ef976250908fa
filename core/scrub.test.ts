import { describe, expect, it } from 'vitest';
import type { JournalEntry } from './exchange.ts';
import { retained } from './retention.ts';
import { scrubBody, scrubHeaders, scrubUrl } from './scrub.ts';
import { secretPlaceholder, SecretVault } from './secrets.ts';

const SECRET = 's3cr3t/value+with=signs';
const vaultWith = (): SecretVault => {
  const vault = new SecretVault('k');
  vault.restore(secretPlaceholder({ env: 'X' }), SECRET);
  return vault;
};

describe('scrubbing', () => {
  it.each([
    ['a token response', JSON.stringify({ access_token: SECRET, refresh_token: `${SECRET}2` })],
    ['escaped JSON', '{"access_token":"s3cr3t\\/value+with=signs"}'],
    ['a link in a page', `<a href="/cb?code=${encodeURIComponent(SECRET)}&amp;state=1">go</a>`],
    ['a hidden input', `<input type="hidden" name="code" value="${SECRET}">`],
    ['an echo in plain text', `you sent ${SECRET}!`],
    ['an echo in a URL', `at ${encodeURIComponent(SECRET)}`],
    ['an echo in a resource', JSON.stringify({ resourceType: 'OperationOutcome', x: SECRET })],
  ])('finds it in %s', (_case, body) => {
    const scrubbed = scrubBody(vaultWith(), body);
    expect(scrubbed).not.toContain(SECRET);
    expect(scrubbed).not.toContain(encodeURIComponent(SECRET));
    expect(scrubbed).not.toContain('s3cr3t');
    expect(scrubbed).toMatch(/redacted-/);
  });

  it('keeps the claims of an id_token and drops its signature', () => {
    const [head, claims, signature] = [
      'eyJhbGciOiJSUzI1NiJ9',
      'eyJzdWIiOiIxMjM0NTYifQ',
      'c2lnbmF0dXJlLWJ5dGVz',
    ];
    const scrubbed = scrubBody(
      new SecretVault('k'),
      JSON.stringify({ id_token: `${head}.${claims}.${signature}` }),
    );
    expect(scrubbed).toContain(`${head}.${claims}.redacted-signature-`);
    expect(scrubbed).not.toContain(signature);
  });

  it('replaces a bare JWT anywhere', () => {
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlLWJ5dGVz';
    expect(scrubBody(new SecretVault('k'), `token: ${jwt}.`)).not.toContain(jwt);
  });

  it('leaves codes of resources alone', () => {
    const body = JSON.stringify({
      resourceType: 'Observation',
      code: { coding: [{ code: '718-7' }] },
    });
    expect(scrubBody(new SecretVault('k'), body)).toBe(body);
  });

  it('replaces cookies and codes in headers', () => {
    const vault = new SecretVault('k');
    const [cookie, location] = scrubHeaders(vault, [
      ['Set-Cookie', 'sid=abcdef123456; Path=/; HttpOnly'],
      ['Location', 'https://app.example/cb?code=xyz789&state=s'],
    ]);
    expect(cookie?.[1]).toMatch(/^sid=redacted-cookie-[0-9a-f]{16}; Path=\/; HttpOnly$/);
    expect(location?.[1]).toMatch(/code=redacted-code-[0-9a-f]{16}&state=s$/);
    expect(vault.reveal(cookie?.[1] ?? '')).toContain('sid=abcdef123456');
  });

  it('gives the same value the same placeholder, and another run another', () => {
    const vault = new SecretVault('k');
    expect(vault.hide('code', 'abc')).toBe(vault.hide('code', 'abc'));
    expect(new SecretVault('l').hide('code', 'abc')).not.toBe(vault.hide('code', 'abc'));
    expect(scrubUrl(vault, 'https://a/?code=abc')).toContain(vault.hide('code', 'abc'));
  });
});

describe('retention', () => {
  const entry = {
    kind: 'exchange',
    index: 0,
    key: 'k',
    context: 'none',
    probe: 'p',
    at: '',
    attempts: 1,
    timings: { total: 1 },
    request: { method: 'GET', url: 'https://a/Patient?name=Miller', headers: [] },
    response: {
      status: 200,
      headers: [],
      size: 1,
      body: JSON.stringify({
        resourceType: 'Patient',
        id: 'p1',
        birthDate: '1980-01-01',
        name: [{ family: 'Miller', use: 'official' }],
        multipleBirthInteger: 2,
      }),
    },
  } satisfies JournalEntry;

  it('masks everything that is not known to be harmless', () => {
    const [masked] = retained([entry], 'masked');
    const text = JSON.stringify(masked);
    expect(text).not.toContain('Miller');
    expect(text).not.toContain('1980');
    expect(text).not.toContain('p1');
    expect(text).toContain('official');
  });

  it('keeps no body, or all of it', () => {
    expect(JSON.stringify(retained([entry], 'none'))).not.toContain('official');
    expect(retained([entry], 'full')).toEqual([entry]);
  });
});
