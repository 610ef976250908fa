import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext, FakeEhr, FAKE_SECRETS } from '../../test/fake-ehr.ts';
import { runChecks } from '../../test/run-checks.ts';
import { reply } from '../../test/smart-evidence.ts';
import { CORS_ROWS, corsAnswer } from './answer.check.ts';
import { corsGroup } from './index.ts';
import { preflight } from './preflight.check.ts';

const OPTIONS = { usCore: '6.1.0', smart: '2.2.0', bulk: '2.0.0' };
const config = fakeConfig({ options: OPTIONS });
const context = fakeContext(config);
const ORIGIN = 'https://app.example.org';
const ALLOW = 'access-control-allow-origin';

const from = (headers: Readonly<Record<string, string>>, status = 200) => ({
  answer: { origin: ORIGIN, reply: reply(status, {}, headers) },
});

describe.each(CORS_ROWS)('cors.$id', (row) => {
  const departs = row.level === 'SHALL' ? 'fail' : 'warn';
  testCheck(corsAnswer(context), row, [
    ['any origin', from({ [ALLOW]: '*' }), 'pass'],
    ['the origin that asked', from({ [ALLOW]: ORIGIN }), 'pass'],
    ['no header', from({}), departs, 'Access-Control-Allow-Origin'],
    [
      'another',
      from({ [ALLOW]: `${ORIGIN}.evil.example` }),
      departs,
      'Access-Control-Allow-Origin',
    ],
    ['null', from({ [ALLOW]: 'null' }), departs, 'Access-Control-Allow-Origin'],
    ['several', from({ [ALLOW]: `${ORIGIN}, *` }), departs, 'Access-Control-Allow-Origin'],
    ['refused', from({ [ALLOW]: '*' }, 401), 'skip'],
  ]);
});

const HEADERS = 'access-control-allow-headers';

describe('cors.preflight', () =>
  testCheck(preflight(context), server, [
    ['allowed', from({ [ALLOW]: '*', [HEADERS]: 'authorization' }, 204), 'pass'],
    ['among others', from({ [ALLOW]: ORIGIN, [HEADERS]: 'Accept, Authorization' }), 'pass'],
    ['refused', from({ [ALLOW]: '*' }, 401), 'warn', 'Preflight request'],
    ['no origin', from({ [HEADERS]: 'authorization' }), 'warn', 'Access-Control-Allow-Origin'],
    ['no headers', from({ [ALLOW]: '*' }), 'warn', 'Access-Control-Allow-Headers'],
    ['a star', from({ [ALLOW]: '*', [HEADERS]: '*' }), 'warn', 'Access-Control-Allow-Headers'],
  ]));

describe('the group', () => {
  it('is asked for from SMART 2.2 on', () => {
    expect(corsGroup(fakeContext(), 'cors')).toEqual([]);
    expect(corsGroup(context, 'cors')).toHaveLength(5);
  });

  it('is not asked of a server that lets no public clients in', async () => {
    const ehr = new FakeEhr(({ url }, usual) =>
      url.endsWith('/smart-configuration')
        ? { ...usual, body: { ...(usual.body as object), capabilities: ['launch-ehr'] } }
        : undefined,
    );
    const run = await runChecks(corsGroup(context, 'cors'), config, ehr, FAKE_SECRETS);
    expect(run.verdict('cors.discovery')).toBe('omit');
    expect(run.verdict('cors.preflight')).toBe('omit');
    expect(run.verdict('cors.token')).toBe('skip');
  });

  it('is no matter of apps that have no origin', async () => {
    const native = { clientId: 'native', redirectUri: 'com.example.app:/callback' };
    const own = fakeConfig({ options: OPTIONS, auth: { clients: { public: native } } });
    const checks = corsGroup(fakeContext(own), 'cors');
    const run = await runChecks(checks, own, new FakeEhr(), FAKE_SECRETS);
    expect(run.verdict('cors.token')).toBe('omit');
    expect(run.verdict('cors.fhir-user')).toBe('omit');
  });

  it('errs where nothing answers', async () => {
    const http = {
      send: async () => ({
        kind: 'unanswered' as const,
        reason: 'timeout' as const,
        detail: 'no answer in time',
        timings: { total: 1 },
      }),
    };
    const run = await runChecks(corsGroup(context, 'cors'), config, http, FAKE_SECRETS);
    expect(run.verdict('cors.metadata')).toBe('error');
    expect(run.verdict('cors.preflight')).toBe('error');
  });
});
