import { beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedDynamo } from '../../adapters/store/embedded-dynamodb.ts';
import { dynamoRunStore } from '../../adapters/store/run-store.ts';
import { ensureTable } from '../../adapters/store/table.ts';
import { ConfigError } from '../../core/parse-config.ts';
import type { RunStore } from '../../core/ports.ts';
import { type BeginPorts, beginRun, TargetBusy } from './begin.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
let runs: RunStore;
const started: string[] = [];

beforeAll(async () => {
  const { client } = await openEmbeddedDynamo();
  await ensureTable(client, 'runs');
  runs = dynamoRunStore(client, 'runs', () => NOW);
});

const ports = (more: Partial<BeginPorts> = {}): BeginPorts => ({
  runs,
  clock: { now: () => NOW, sleep: async () => {} },
  allowPrivateTargets: false,
  start: async (id) => void started.push(id),
  ...more,
});

const config = (target: string, more = ''): string =>
  `target: {fhirBaseUrl: "https://${target}.example/fhir"${more}}`;

describe('beginning a run', () => {
  it('keeps the run, holds its target and starts the machine', async () => {
    const id = await beginRun(config('one'), ports());
    expect(id).toMatch(/^20260301T120000Z-[0-9a-f]{6}$/);
    expect(started).toEqual([id]);
    expect(await runs.getRun(id)).toMatchObject({
      status: 'running',
      target: { name: 'one.example', fhirBaseUrl: 'https://one.example/fhir' },
      expires: NOW / 1000 + 30 * 86_400,
    });
    await expect(beginRun(config('one'), ports())).rejects.toThrow(TargetBusy);
  });

  it('lets the target go when the machine cannot be started', async () => {
    const start = async (): Promise<void> => {
      throw new Error('no machine');
    };
    await expect(beginRun(config('two'), ports({ start }))).rejects.toThrow('no machine');
    const { runs: listed } = await runs.listRuns({ target: 'https://two.example/fhir' });
    expect(listed.map(({ status }) => status)).toEqual(['interrupted']);
    await beginRun(config('two'), ports());
  });

  it.each([
    ['a private target', config('x', ', allowPrivateAddresses: true'), 'allowPrivateAddresses'],
    ['a file of certificates', config('x', ', caFile: /etc/passwd'), 'caFile'],
    ['a secret in the environment', `${config('x')}\nauth: {bearer: {env: AWS_KEY}}`, 'AWS_KEY'],
    ['a secret in a file', `${config('x')}\nauth: {bearer: {file: /proc/1/environ}}`, '/proc/1'],
    [
      'a login that needs a browser',
      `${config('x')}\nauth: {clients: {ehr: {clientId: a, login: {driver: browser, steps: []}}}}`,
      'auth.clients.ehr.login.driver "browser" needs a function with Chromium',
    ],
    [
      'a login that needs a person',
      `${config('x')}\nauth: {clients: {ehr: {clientId: a, login: {driver: person}}}}`,
      'auth.clients.ehr.redirectUri must be the HTTPS address of this API',
    ],
    [
      'a person who would open the app elsewhere',
      `${config('x')}\nauth: {clients: {ehr: {clientId: a, redirectUri: "https://api.example/callback", login: {driver: person}}}}`,
      'launchUri must be "https://api.example/launch"',
    ],
    ['a suite that there is not', `${config('x')}\nsuites: [g99]`, 'g99'],
    ['what is no configuration', 'target: {', 'config'],
  ])('refuses %s', async (_name, text, said) => {
    const refused = beginRun(text, ports());
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toThrow(said);
  });

  it('takes a private target where the installation allows it', async () => {
    const text = config('inside', ', allowPrivateAddresses: true');
    expect(await beginRun(text, ports({ allowPrivateTargets: true }))).toBeDefined();
  });
});
