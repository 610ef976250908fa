import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { resolveSecret } from '../adapters/secrets.ts';
import type { RemoteKey, RemoteSigner, SigningAlgorithm } from '../core/client-key.ts';
import type { ClientConfig, RunConfig } from '../core/config.ts';
import { gatherRun, judgeRun } from '../core/engine.ts';
import { checkConfig } from '../core/parse-config.ts';
import type { CheckResult } from '../core/results.ts';
import { startSandbox } from '../sandbox/server.ts';
import { planRun } from '../testsuites/catalogue.ts';
import { memoryStores } from './detection.ts';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/';
const ONLY = ['smart.backend.*', 'smart.asymmetric.*'];

/** Keys of the sample EHR's clients, behind the port that KMS stands behind elsewhere. */
function signerOf(file: string): RemoteSigner {
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as {
    keys: (JsonWebKey & { kid: string; alg: SigningAlgorithm })[];
  };
  return {
    key: async (arn): Promise<RemoteKey> => {
      const jwk = keys.find(({ alg }) => arn === `${ARN}${alg}`);
      if (jwk === undefined) throw new Error(`There is no key ${arn}.`);
      const key = createPrivateKey({ key: jwk, format: 'jwk' });
      const { alg, kid } = jwk;
      return {
        alg,
        kid,
        sign: async (input) => sign('sha384', input, { key, dsaEncoding: 'ieee-p1363' }),
      };
    },
  };
}

const keyFileOf = ({ auth }: RunConfig): string => {
  const key = auth.clients.backend?.key;
  if (key === undefined || !('jwk' in key) || !('file' in key.jwk)) throw new Error('No key file.');
  return key.jwk.file;
};

const withKms = (client: ClientConfig | undefined): ClientConfig => ({
  ...(client ?? { clientId: '' }),
  key: { kms: [`${ARN}RS384`, `${ARN}ES384`] },
});

describe('clients whose keys stay elsewhere', () => {
  let checks: readonly CheckResult[] = [];
  let kept = '';
  let close = async (): Promise<void> => {};

  beforeAll(async () => {
    const sandbox = await startSandbox();
    const given = checkConfig(sandbox.config);
    const { clients } = given.auth;
    const config: RunConfig = {
      ...given,
      auth: {
        ...given.auth,
        clients: {
          ...clients,
          backend: withKms(clients.backend),
          asymmetric: withKms(clients.asymmetric),
        },
      },
    };
    const http = httpClient(config.target);
    close = async () => {
      await http.close();
      await sandbox.close();
    };
    const plan = planRun(config, { only: ONLY });
    const { gathering, journal } = await gatherRun('test', config, plan, {
      ...memoryStores(),
      clock: systemClock,
      http,
      signer: signerOf(keyFileOf(given)),
      resolveSecret,
      randomSeed: () => 'seed of the test',
    });
    const at = '2026-11-01T00:00:00.000Z';
    kept = JSON.stringify(journal.entries);
    ({ checks } = judgeRun({
      runId: 'test',
      config,
      plan,
      journal,
      evidence: gathering.evidence,
      startedAt: at,
      finishedAt: at,
      status: 'finished',
      toolVersion: 'test',
    }));
  });
  afterAll(() => close());

  it('get what clients with a JWK get, and are refused what these are refused', () => {
    expect(checks.length).toBeGreaterThan(35);
    const others = checks.filter(({ verdict }) => verdict !== 'pass');
    expect(others.map(({ verdict, id, message }) => `${verdict} ${id}: ${message}`)).toEqual([]);
  });

  it('leave no assertion in the evidence', () => {
    expect(kept).toContain('redacted-jwt-');
    expect(kept).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{40}/);
  });
});

describe('the configuration of such a client', () => {
  const configWith = (key: unknown) => ({
    target: { fhirBaseUrl: 'https://ehr.example.org/fhir' },
    auth: { clients: { backend: { clientId: 'app', key } } },
  });

  it.each([
    ['one key', { kms: `${ARN}1` }],
    [
      'several',
      { kms: [`${ARN}1`, 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/assay/es'] },
    ],
  ])('%s', (_name, key) => {
    expect(checkConfig(configWith(key)).auth.clients.backend?.key).toEqual(key);
  });

  it.each([
    ['no ARN', { kms: 'key-1' }],
    ['of another service', { kms: 'arn:aws:s3:::bucket' }],
    ['none', { kms: [] }],
    ['a JWK as well', { kms: `${ARN}1`, jwk: { env: 'KEY' } }],
    ['nothing', {}],
  ])('%s is refused', (_name, key) => {
    expect(() => checkConfig(configWith(key))).toThrow('auth.clients.backend.key');
  });
});
