import { describe, expect, it } from 'vitest';
import { fakeRecorder, reply } from '../test/fake-world.ts';
import type { JsonObject } from './json.ts';
import { forgetHalfDoneRotation, type KeyFetch, type KeySetPort, ROTATION_END } from './key-set.ts';
import { Journal } from './journal.ts';
import { NotRecorded } from './not-gathered.ts';

const FETCH: KeyFetch = {
  at: '2026-11-01T00:00:00.000Z',
  method: 'GET',
  path: '/k',
  userAgent: '',
};

const port = (): KeySetPort & { readonly served: (readonly JsonObject[])[] } => {
  const served: (readonly JsonObject[])[] = [];
  return { served, serve: (further) => void served.push(further), fetches: () => [FETCH] };
};

const wire = () => reply(200);

describe('the key set of a run', () => {
  it.each(['RS384', 'ES384'] as const)(
    'has new keys whose private half is in no evidence: %s',
    async (alg) => {
      const { io, journal, vault } = fakeRecorder(wire, { keySet: port() });
      const key = await io.keySet.make('jwks/key', alg);
      expect(key?.publicKey).toMatchObject({ alg, kid: key?.kid, use: 'sig' });
      expect(key?.publicKey).not.toHaveProperty('d');
      const { jwk } = (key?.signingKey ?? { jwk: '' }) as { readonly jwk: string };
      const own = JSON.parse(vault.reveal(jwk)) as { readonly d: string };
      expect(own.d.length).toBeGreaterThan(40);
      expect(JSON.stringify(journal.entries)).not.toContain(own.d);
      const claims = () => ({ iss: 'app' });
      const signed = await io.sign('request', { key: { jwk }, alg, claims });
      expect(signed?.header).toMatchObject({ alg, kid: key?.kid });
    },
  );

  it('is changed and watched once, and told again by its journal', async () => {
    const keySet = port();
    const { io, journal } = fakeRecorder(wire, { keySet });
    const key = await io.keySet.make('jwks/key', 'ES384');
    const added = await io.keySet.serve('jwks/added', key === undefined ? [] : [key.publicKey]);
    await io.keySet.serve('jwks/added', []);
    const seen = await io.keySet.fetches('jwks/fetches');
    expect(keySet.served).toEqual([[key?.publicKey]]);
    expect([added.value, seen.value]).toEqual([[key?.kid], [FETCH]]);
    expect(journal.entries[seen.index]).toMatchObject({ key: 'jwks/fetches' });
    const again = fakeRecorder(wire, { journal: new Journal(journal.entries), http: undefined });
    expect(await again.io.keySet.make('jwks/key', 'ES384')).toEqual(key);
    expect(await again.io.keySet.serve('jwks/added', [])).toEqual(added);
    expect(await again.io.keySet.fetches('jwks/fetches')).toEqual(seen);
    await expect(again.io.keySet.fetches('jwks/other')).rejects.toBeInstanceOf(NotRecorded);
  });

  it('makes no key where none is served', async () => {
    const { io } = fakeRecorder(wire);
    expect(await io.keySet.make('jwks/key', 'ES384')).toBeUndefined();
  });

  it('begins a rotation anew that was cut in two, and no other', async () => {
    const { io, journal } = fakeRecorder(wire, { keySet: port() });
    const first = await io.keySet.make('jwks/key', 'ES384');
    await io.later('jwks/without-it', 1);
    await io.observe('other', async () => 1);
    forgetHalfDoneRotation(journal);
    expect(journal.keys.filter((key) => key.includes('jwks/'))).toEqual([]);
    expect(journal.keys).toContain('other');
    const second = await io.keySet.make('jwks/key', 'ES384');
    expect(second?.kid).not.toBe(first?.kid);
    await io.observe(ROTATION_END, async () => true);
    forgetHalfDoneRotation(journal);
    expect(await io.keySet.make('jwks/key', 'ES384')).toEqual(second);
  });
});
