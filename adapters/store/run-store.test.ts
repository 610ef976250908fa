import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, RunStore } from '../../core/ports.ts';
import type { Cause, CheckResult } from '../../core/results.ts';
import { BadCursor } from './cursor.ts';
import { openEmbeddedDynamo } from './embedded-dynamodb.ts';
import { forgetExpired } from './forget.ts';
import { dynamoRunStore, NoSuchRun, RunExists } from './run-store.ts';
import { ensureTable } from './table.ts';

interface Given {
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

const given: Record<string, () => Promise<Given>> = {
  'embedded in memory': () => openEmbeddedDynamo(),
  'embedded on disk': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-store-'));
    const { client, close } = await openEmbeddedDynamo({ folder: join(folder, 'store') });
    return {
      client,
      async close() {
        await close();
        await rm(folder, { recursive: true });
      },
    };
  },
};
const endpoint = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
if (endpoint !== undefined) {
  given['the given endpoint'] = async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
    return { client, close: async () => client.destroy() };
  };
}

const START = Date.parse('2026-03-01T12:00:00Z');

const run = (id: string, more: Partial<RunRecord> = {}): RunRecord => ({
  id,
  status: 'finished',
  target: { name: 'Acme', fhirBaseUrl: 'https://acme.example/fhir' },
  suites: ['g10'],
  config: { target: { fhirBaseUrl: 'https://acme.example/fhir' }, patients: [] },
  startedAt: new Date(START).toISOString(),
  requests: 0,
  ...more,
});

const check = (id: string, more: Partial<CheckResult> = {}): CheckResult => ({
  id,
  title: `Check ${id}`,
  group: 'patient',
  level: 'SHALL',
  citations: ['170.315(g)(10)(i)(A)'],
  requirements: ['some.requirement'],
  verdict: 'pass',
  message: 'It does.',
  findings: [],
  exchanges: [1, 2],
  durationMs: 0.5,
  ...more,
});

describe.each(Object.entries(given))('a run store %s', (_name, open) => {
  const table = `assay-test-${process.pid}`;
  let now = START;
  let dynamo: Given;
  let store: RunStore;

  beforeAll(async () => {
    dynamo = await open();
    await ensureTable(dynamo.client, table);
    store = dynamoRunStore(dynamo.client, table, () => now);
  });
  afterAll(() => dynamo.close());

  it('makes its table once', () =>
    expect(ensureTable(dynamo.client, table)).resolves.toBe(undefined));

  it('gives a run back as it was', async () => {
    const full = run('whole', {
      finishedAt: '2026-03-01T12:01:00.000Z',
      folder: '/somewhere/run',
      requests: 412,
      expires: START / 1000 + 1000,
      summary: { pass: 1, fail: 0, warn: 0, skip: 0, omit: 0, attest: 0, error: 0, waived: 0 },
    });
    await store.createRun(full);
    expect(await store.getRun('whole')).toEqual(full);
  });

  it('knows no run that was never made', async () => {
    expect(await store.getRun('nowhere')).toBeUndefined();
    await expect(store.updateRun('nowhere', { requests: 1 })).rejects.toThrow(NoSuchRun);
    await expect(store.putResults('nowhere', { checks: [], causes: [] })).rejects.toThrow(
      NoSuchRun,
    );
  });

  it('refuses an id that is taken', async () => {
    await store.createRun(run('taken'));
    await expect(store.createRun(run('taken'))).rejects.toThrow(RunExists);
  });

  it('changes only what is given', async () => {
    await store.createRun(run('changed'));
    await store.updateRun('changed', { status: 'unreachable', requests: 3 });
    expect(await store.getRun('changed')).toEqual(
      run('changed', { status: 'unreachable', requests: 3 }),
    );
  });

  it('lists runs of a target and of all, newest first, page by page', async () => {
    const target = { name: 'Paged', fhirBaseUrl: 'https://paged.example/fhir' };
    for (let index = 0; index < 5; index += 1) {
      const startedAt = new Date(START + 1000 + index).toISOString();
      await store.createRun(run(`paged-${index}`, { target, startedAt }));
    }
    const ids: string[] = [];
    let from: string | undefined;
    do {
      const page = await store.listRuns({
        target: target.fhirBaseUrl,
        limit: 2,
        ...(from === undefined ? {} : { from }),
      });
      ids.push(...page.runs.map(({ id }) => id));
      from = page.next;
    } while (from !== undefined);
    expect(ids).toEqual(['paged-4', 'paged-3', 'paged-2', 'paged-1', 'paged-0']);
    const all = await store.listRuns({ limit: 3 });
    expect(all.runs.map(({ id }) => id)).toEqual(['paged-4', 'paged-3', 'paged-2']);
  });

  it.each([
    'x',
    'e30x',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{"pk":1}').toString('base64url'),
  ])('refuses the cursor %s', async (from) =>
    expect(store.listRuns({ from })).rejects.toThrow(BadCursor),
  );

  it('does not show what has expired', async () => {
    await store.createRun(run('expired', { expires: now / 1000 - 1 }));
    expect(await store.getRun('expired')).toBeUndefined();
    const { runs } = await store.listRuns({ limit: 100 });
    expect(runs.map(({ id }) => id)).not.toContain('expired');
  });

  it('keeps checks and causes in their order, large ones in parts', async () => {
    await store.createRun(run('results'));
    // Random text, since anything else would be compressed to nothing.
    const message = Array.from({ length: 60_000 }, (_, index) =>
      ((index * 2654435761) % 4294967296).toString(36),
    ).join('');
    const large = check('b.large', {
      verdict: 'fail',
      findings: Array.from({ length: 3 }, (_, index) => ({
        severity: 'error',
        message: `${index}${message}`,
      })),
    });
    const checks = [
      check('c.first'),
      large,
      ...Array.from({ length: 60 }, (_, index) => check(`a.${index}`)),
    ];
    const causes: Cause[] = [{ id: 'c1', title: 'A cause', checks: ['b.large'], resources: 3 }];
    await store.putResults('results', { checks, causes }, START / 1000 + 5000);
    expect(await store.listChecks('results')).toEqual(checks);
    expect(await store.listCauses('results')).toEqual(causes);
  });

  it('forgets the checks of an earlier judging', async () => {
    await store.createRun(run('rejudged'));
    await store.putResults('rejudged', { checks: [check('a'), check('b')], causes: [] });
    await store.putResults('rejudged', { checks: [check('b')], causes: [] });
    expect(await store.listChecks('rejudged')).toEqual([check('b')]);
  });

  it('tells what a check came to over time', async () => {
    const target = { name: 'Trend', fhirBaseUrl: 'https://trend.example/fhir' };
    for (const [index, verdict] of (['pass', 'fail', 'pass'] as const).entries()) {
      const startedAt = new Date(START + index * 86_400_000).toISOString();
      await store.createRun(run(`trend-${index}`, { target, startedAt }));
      await store.putResults(`trend-${index}`, {
        checks: [check('flaky', { verdict })],
        causes: [],
      });
    }
    const history = await store.checkHistory(target.fhirBaseUrl, 'flaky', 2);
    expect(history).toEqual([
      { runId: 'trend-2', at: '2026-03-03T12:00:00.000Z', verdict: 'pass' },
      { runId: 'trend-1', at: '2026-03-02T12:00:00.000Z', verdict: 'fail' },
    ]);
  });

  it('gives the lease of a target to one owner at a time', async () => {
    const takers = Array.from({ length: 20 }, (_, index) => `owner-${index}`);
    const won = await Promise.all(takers.map((owner) => store.takeLease('t', owner, 30)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const holder = takers[won.indexOf(true)] ?? '';
    expect(await store.takeLease('t', holder, 30)).toBe(true);
    expect(await store.leaseOwner('t')).toBe(holder);
    now += 31_000;
    expect(await store.leaseOwner('t')).toBeUndefined();
    expect(await store.takeLease('t', 'successor', 30)).toBe(true);
    await store.dropLease('t', holder);
    expect(await store.takeLease('t', holder, 30)).toBe(false);
    await store.dropLease('t', 'successor');
    expect(await store.takeLease('t', holder, 30)).toBe(true);
  });

  it('gives a running run without its lease as interrupted', async () => {
    const target = { name: 'Cut', fhirBaseUrl: 'https://cut.example/fhir' };
    await store.createRun(run('cut', { target, status: 'running' }));
    expect((await store.getRun('cut'))?.status).toBe('interrupted');
    await store.takeLease(target.fhirBaseUrl, 'host:17:cut', 30);
    expect((await store.getRun('cut'))?.status).toBe('running');
    now += 31_000;
    const { runs } = await store.listRuns({ target: target.fhirBaseUrl });
    expect(runs.map(({ status }) => status)).toEqual(['interrupted']);
  });

  it('keeps sealed secrets until they are dropped', async () => {
    await store.putSealed('sealed', 'seed', Buffer.from([1, 2, 3]));
    await store.putSealed('sealed', 'redacted-code-00', Buffer.from([4]));
    const sealed = await store.listSealed('sealed');
    expect([...sealed].map(([name, bytes]) => [name, [...bytes]])).toEqual([
      ['redacted-code-00', [4]],
      ['seed', [1, 2, 3]],
    ]);
    await store.dropSealed('sealed');
    expect((await store.listSealed('sealed')).size).toBe(0);
  });

  it('keeps a sealed secret for as long as it is told to', async () => {
    await store.putSealed('lasting', 'brief', Buffer.from([1]), -1);
    await store.putSealed('lasting', 'long', Buffer.from([2]), 400 * 24 * 3600);
    expect([...(await store.listSealed('lasting')).keys()]).toEqual(['long']);
  });

  it('forgets what has expired, with all that lies under it', async () => {
    await forgetExpired(dynamo.client, table, now);
    await store.createRun(run('forgotten', { startedAt: '2020-01-01T00:00:00.000Z' }));
    await store.putResults('forgotten', { checks: [check('a')], causes: [] });
    await store.putSealed('forgotten', 'seed', Buffer.from([1]));
    await store.updateRun('forgotten', { expires: now / 1000 - 1 });
    const left = async () => (await store.listChecks('forgotten')).length;
    expect(await forgetExpired(dynamo.client, table, now - 2000)).toEqual([]);
    expect(await left()).toBe(1);
    expect(await forgetExpired(dynamo.client, table, now)).toContainEqual({ id: 'forgotten' });
    expect(await left()).toBe(0);
    expect((await store.listSealed('forgotten')).size).toBe(0);
  });

  it('keeps every item below the limit of the service', async () => {
    const { Items: items = [] } = await dynamo.client.send(new ScanCommand({ TableName: table }));
    expect(items.length).toBeGreaterThan(0);
    const sizes = items.flatMap((item) =>
      Object.values(item).map(
        ({ B: bytes, ...rest }) => bytes?.length ?? JSON.stringify(rest).length,
      ),
    );
    expect(Math.max(...sizes)).toBeGreaterThan(250_000);
    expect(Math.max(...sizes)).toBeLessThan(350_000);
  });
});
