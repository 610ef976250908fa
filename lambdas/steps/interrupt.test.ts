import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStores, type Stores } from '../../adapters/store/open-store.ts';
import { checkConfig } from '../../core/parse-config.ts';
import { answered } from '../../test/evidence.ts';
import { interruptStep } from './interrupt.ts';

const BASE = 'https://ehr.example.org/fhir';
const NOW = Date.parse('2026-03-01T12:00:00Z');
const clock = { now: () => NOW, sleep: async () => {} };
let root: string;
let stores: Stores;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-interrupt-'));
  const folderOf = (id: string): string => join(root, id);
  stores = await openStores({ ASSAY_HOME: join(root, 'home') }, { folderOf, inMemory: true });
});
afterAll(async () => {
  await stores.close();
  await rm(root, { recursive: true });
});

async function cutShort(id: string, bodies: 'full' | 'none'): Promise<void> {
  const config = checkConfig({ target: { fhirBaseUrl: BASE }, evidence: { bodies } });
  await stores.runs.createRun({
    id,
    status: 'running',
    target: { name: 'Acme', fhirBaseUrl: BASE },
    suites: ['g10'],
    config,
    startedAt: new Date(NOW).toISOString(),
    requests: 0,
  });
  await stores.runs.takeLease(BASE, id, 60);
  await stores.runs.putSealed(id, 'seed', Buffer.from([1]));
  await stores.evidence.append(id, [
    answered(200, {}, { resourceType: 'Patient', id: 'p1' }, { index: 0 }),
  ]);
}

it('leaves verdicts of what there is, closes the evidence and lets target and secrets go', async () => {
  await cutShort('partly', 'none');
  const told: unknown[] = [];
  const ports = { ...stores, clock, told: (error: unknown) => void told.push(error) };
  for (const _ of ['once', 'and again']) {
    expect(await interruptStep('partly', ports)).toEqual({ runId: 'partly' });
  }
  expect(told).toEqual([]);
  const run = await stores.runs.getRun('partly');
  expect(run).toMatchObject({ status: 'interrupted', finishedAt: '2026-03-01T12:00:00.000Z' });
  expect(run?.summary?.skip).toBeGreaterThan(0);
  expect(await stores.runs.leaseOwner(BASE)).toBeUndefined();
  expect((await stores.runs.listSealed('partly')).size).toBe(0);
  expect(await readdir(join(root, 'partly'))).not.toContain('journal.ndjson');
  expect(JSON.stringify(await stores.evidence.read('partly'))).not.toContain('p1');
});

it('closes the evidence even where no report can be made', async () => {
  await cutShort('broken', 'none');
  const told: unknown[] = [];
  const putFile = async (): Promise<void> => {
    throw new Error('the disk is full');
  };
  const evidence = { ...stores.evidence, putFile };
  await interruptStep('broken', {
    ...stores,
    evidence,
    clock,
    told: (error) => void told.push(error),
  });
  expect(told.map(String)).toEqual(['Error: the disk is full']);
  expect((await stores.runs.getRun('broken'))?.status).toBe('interrupted');
  expect(JSON.stringify(await stores.evidence.read('broken'))).not.toContain('p1');
});

it('touches nothing of a run that is over', async () => {
  await cutShort('over', 'full');
  await stores.runs.updateRun('over', {
    status: 'finished',
    finishedAt: '2026-03-01T11:00:00.000Z',
  });
  await interruptStep('over', { ...stores, clock, told: () => {} });
  expect(await stores.runs.getRun('over')).toMatchObject({
    status: 'finished',
    finishedAt: '2026-03-01T11:00:00.000Z',
  });
});
