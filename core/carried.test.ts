import { describe, expect, it } from 'vitest';
import { carriedOf } from './carried.ts';
import type { RunStore, Sealer } from './ports.ts';

const sealer: Sealer = {
  seal: async (text) => Buffer.from(text).reverse(),
  open: async (sealed) => Buffer.from(sealed).reverse().toString(),
};

function storeOf(): { readonly runs: RunStore; readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  const runs: Pick<RunStore, 'putSealed' | 'listSealed'> = {
    putSealed: async (id, name, bytes) => void kept.set(`${id}/${name}`, bytes),
    listSealed: async (id) =>
      new Map(
        [...kept].flatMap(([key, bytes]) =>
          key.startsWith(`${id}/`) ? [[key.slice(id.length + 1), bytes] as const] : [],
        ),
      ),
  };
  return { runs: runs as RunStore, kept };
}

const LEFT = {
  value: 'a token of great worth',
  since: '2026-01-01T00:00:00.000Z',
  clientId: 'app',
};

describe('what a run leaves to later ones', () => {
  it('is found again by runs of the same target alone', async () => {
    const { runs } = storeOf();
    await carriedOf({ runs, sealer }, 'https://a.example.org').put('refresh', LEFT);
    expect(await carriedOf({ runs, sealer }, 'https://a.example.org').get('refresh')).toEqual(LEFT);
    expect(
      await carriedOf({ runs, sealer }, 'https://b.example.org').get('refresh'),
    ).toBeUndefined();
    expect(await carriedOf({ runs, sealer }, 'https://a.example.org').get('other')).toBeUndefined();
  });

  it('lies sealed', async () => {
    const { runs, kept } = storeOf();
    await carriedOf({ runs, sealer }, 'https://a.example.org').put('refresh', LEFT);
    expect(Buffer.from([...kept.values()][0] ?? []).toString()).not.toContain(LEFT.value);
  });

  it('is nothing where it is not what was left', async () => {
    const { runs } = storeOf();
    const place = 'carried https://a.example.org';
    await runs.putSealed(place, 'refresh', await sealer.seal('{"value":1}'));
    expect(
      await carriedOf({ runs, sealer }, 'https://a.example.org').get('refresh'),
    ).toBeUndefined();
  });
});
