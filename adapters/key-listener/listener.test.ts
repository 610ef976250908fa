import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { keyListener, openKeyListener } from './listener.ts';

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const FIRST = { kty: 'EC', kid: 'first' };
const SECOND = { kty: 'EC', kid: 'second' };

async function listening() {
  const port = await freePort();
  const jwks = { publicUrl: 'https://assay.example.org/keys/jwks.json', port };
  const keys = await keyListener(jwks, [FIRST], () => 0);
  open.push(keys);
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, init);
  return { jwks, keys, ask };
}

it('serves what is to be served, to be kept for a second, and tells who asked', async () => {
  const { keys, ask } = await listening();
  const first = await ask('/jwks.json', { headers: { 'user-agent': 'EHR' } });
  expect(first.headers.get('cache-control')).toBe('max-age=1');
  expect(first.headers.get('content-type')).toBe('application/json');
  expect(await first.json()).toEqual({ keys: [FIRST] });
  keys.serve([SECOND]);
  expect(await (await ask('/keys/jwks.json?token=secret')).json()).toEqual({
    keys: [FIRST, SECOND],
  });
  keys.serve([]);
  expect(await (await ask('/jwks.json')).json()).toEqual({ keys: [FIRST] });
  expect(keys.fetches()).toHaveLength(3);
  expect(keys.fetches()[0]).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    method: 'GET',
    path: '/jwks.json',
    userAgent: 'EHR',
  });
  expect(JSON.stringify(keys.fetches())).not.toContain('secret');
});

it('counts nothing but fetches of the set', async () => {
  const { keys, ask } = await listening();
  expect((await ask('/favicon.ico')).status).toBe(404);
  expect((await ask('/jwks.json', { method: 'POST' })).status).toBe(405);
  expect((await ask('/jwks.json', { method: 'HEAD' })).status).toBe(200);
  expect(keys.fetches()).toEqual([]);
});

it('says that its port is taken', async () => {
  const { jwks } = await listening();
  await expect(keyListener(jwks, [])).rejects.toThrow(/EADDRINUSE/);
});

it("shows public halves of the clients' keys alone, each once, and nothing where it is not asked to", async () => {
  const key = { jwk: { file: 'k' } };
  const clients = {
    backend: { clientId: 'a', key },
    asymmetric: { clientId: 'b', key },
    public: { clientId: 'c' },
  };
  const secret = async () =>
    JSON.stringify({ kty: 'EC', crv: 'P-384', x: 'x', y: 'y', d: 'private' });
  expect(await openKeyListener({ clients }, secret)).toBeUndefined();
  const port = await freePort();
  const jwks = { publicUrl: 'https://assay.example.org/jwks.json', port };
  const keys = await openKeyListener({ clients, jwks }, secret);
  if (keys !== undefined) open.push(keys);
  const text = await (await fetch(`http://127.0.0.1:${port}/jwks.json`)).text();
  expect(text).not.toContain('private');
  expect((JSON.parse(text) as { keys: unknown[] }).keys).toHaveLength(1);
});
