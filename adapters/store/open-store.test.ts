import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openStores } from './open-store.ts';

const root = await mkdtemp(join(tmpdir(), 'assay-home-'));
afterAll(() => rm(root, { recursive: true }));

const run = {
  id: 'r1',
  status: 'finished',
  target: { name: 'Acme', fhirBaseUrl: 'https://acme.example/fhir' },
  suites: ['g10'],
  config: {},
  startedAt: '2026-03-01T12:00:00.000Z',
  requests: 0,
} as const;

const folderOf = (id: string): string => join(root, 'runs', id);

it('keeps runs, secrets and evidence under ASSAY_HOME and in run folders', async () => {
  const env = { ASSAY_HOME: join(root, 'home') };
  const first = await openStores(env, { folderOf });
  await first.runs.createRun(run);
  const sealed = await first.sealer.seal('text');
  await first.evidence.putFile('r1', 'report.html', '<p>');
  await first.close();
  const second = await openStores(env, { folderOf });
  expect(await second.runs.getRun('r1')).toEqual(run);
  expect(await second.sealer.open(sealed)).toBe('text');
  expect(second.shared).toBeUndefined();
  await second.close();
  expect((await readdir(join(root, 'home'))).sort()).toEqual(['store', 'vault.key']);
  expect((await stat(join(root, 'home', 'vault.key'))).mode & 0o777).toBe(0o600);
  expect(await readdir(folderOf('r1'))).toEqual(['report.html']);
});

it('lets a second opening work beside the first', async () => {
  const env = { ASSAY_HOME: join(root, 'both') };
  const [one, other] = await Promise.all([
    openStores(env, { folderOf }),
    openStores(env, { folderOf }),
  ]);
  await one.runs.createRun(run);
  expect(await other.runs.getRun('r1')).toEqual(run);
  await one.close();
  expect(await other.runs.getRun('r1')).toEqual(run);
  await other.close();
});

it('leaves nothing behind in memory', async () => {
  const env = { ASSAY_HOME: join(root, 'none') };
  const stores = await openStores(env, { folderOf, inMemory: true });
  await stores.runs.createRun(run);
  await stores.close();
  await expect(stat(join(root, 'none'))).rejects.toThrow('ENOENT');
});
