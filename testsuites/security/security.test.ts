import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { verdictOf } from '../../core/verdict.ts';
import { testCheck } from '../../test/check-table.ts';
import { FAKE_BASE, FakeEhr, fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { runChecks } from '../../test/run-checks.ts';
import {
  accepted,
  noTls,
  refused,
  seenAt,
  silent,
  timedOut,
  untested,
  withoutTls,
} from '../../test/tls-evidence.ts';
import { certificate, certificateExpiry } from './certificate.check.ts';
import { TLS_VERSIONS } from '../../core/tls-port.ts';
import { endpointTls } from './endpoint-tls.check.ts';
import { endpointTlsProbe } from './endpoint-tls.probe.ts';
import { TLS_ENDPOINTS } from './endpoints.ts';
import { securityGroup } from './index.ts';
import { tlsExplanation } from './tls-explanation.check.ts';

const context = fakeContext();
const WHERE = 'ehr.example.org:443';
const LOOPBACK = 'http://127.0.0.1:8080';
const nothingNew = { '1.2': refused, '1.3': refused };
const allSilent = { '1.0': silent, '1.1': silent, '1.2': silent, '1.3': silent };
const unseen = [{ title: 'Token endpoint', why: 'There is no SMART configuration.' }];

describe.each(TLS_ENDPOINTS)('security.tls.$name', (row) =>
  testCheck(endpointTls(context), row, [
    ['1.2 and 1.3', { tls: seenAt() }, 'pass'],
    ['1.2 alone', { tls: seenAt({ '1.3': refused }) }, 'pass'],
    ['1.3 alone', { tls: seenAt({ '1.2': refused }) }, 'pass'],
    ['old ones hung up on', { tls: seenAt({ '1.0': silent, '1.1': silent }) }, 'pass'],
    ['1.0 taken, too', { tls: seenAt({ '1.0': accepted() }) }, 'warn', `TLS 1.0 of ${WHERE}`],
    [
      '1.0 and 1.1 taken, too',
      { tls: seenAt({ '1.0': accepted(), '1.1': accepted() }) },
      'warn',
      `TLS 1.0 of ${WHERE}`,
      `TLS 1.1 of ${WHERE}`,
    ],
    ['nothing new', { tls: seenAt(nothingNew) }, 'fail', `TLS of ${WHERE}`],
    [
      'old ones alone',
      { tls: seenAt({ ...nothingNew, '1.1': accepted() }) },
      'fail',
      `TLS of ${WHERE}`,
      `TLS 1.1 of ${WHERE}`,
    ],
    ['no TLS', { tls: seenAt({ '1.2': noTls, '1.3': noTls }) }, 'fail', `TLS of ${WHERE}`],
    [
      'http',
      { tls: withoutTls({ plain: ['http://ehr.example.org'] }) },
      'fail',
      'http://ehr.example.org',
    ],
    ['http on this machine', { tls: withoutTls({ loopback: [LOOPBACK] }) }, 'skip'],
    ['old one not tested', { tls: seenAt({ '1.0': untested }) }, 'skip'],
    ['1.3 not tested, with 1.2', { tls: seenAt({ '1.3': untested }) }, 'pass'],
    ['new ones not tested', { tls: seenAt({ '1.2': untested, '1.3': untested }) }, 'skip'],
    ['no answer in time', { tls: seenAt({ '1.0': timedOut }) }, 'error'],
    ['no answer at all', { tls: seenAt(allSilent) }, 'error'],
  ]),
);

describe('security.tls.1.2', () => {
  testCheck(tlsExplanation(context), server, [
    ['nothing old', { survey: seenAt() }, 'pass'],
    ['nothing new', { survey: seenAt(nothingNew) }, 'fail', `TLS of ${WHERE}`],
    ['http', { survey: seenAt({}, { plain: ['http://a.example'] }) }, 'fail', 'http://a.example'],
    ['old ones, too', { survey: seenAt({ '1.1': accepted() }) }, 'attest'],
    ['an endpoint not seen', { survey: seenAt({}, { unseen }) }, 'skip'],
    ['http on this machine', { survey: withoutTls({ loopback: [LOOPBACK] }) }, 'skip'],
    ['no answer in time', { survey: seenAt({ '1.3': timedOut }) }, 'error'],
  ]);

  it('passes once old versions are explained', () => {
    const attestation = { by: 'Ann', on: '2026-11-01', text: 'The proxy refuses them for data.' };
    const config = fakeConfig({
      attestations: [{ requirement: 'g10.visual.tls-explanation', ...attestation }],
    });
    const judgement = tlsExplanation(fakeContext(config)).judge(
      { survey: seenAt({ '1.0': accepted() }) },
      server,
    );
    expect(verdictOf(judgement, 'SHALL')).toBe('pass');
    expect(judgement).toMatchObject({ attestation });
  });
});

const having = (facts: Parameters<typeof accepted>[0]) => ({
  survey: seenAt({ '1.2': accepted(facts), '1.3': accepted(facts) }),
});
const CERTIFICATE = `Certificate of ${WHERE}`;
const expired = { untrusted: 'CERT_HAS_EXPIRED', validTo: '2026-02-01T00:00:00.000Z' };

describe('security.tls.certificate', () =>
  testCheck(certificate(context), server, [
    ['right', { survey: seenAt() }, 'pass'],
    ['ended', having(expired), 'fail', CERTIFICATE],
    ['unknown authority', having({ untrusted: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'fail', CERTIFICATE],
    [
      'a code that we have no words for',
      having({ untrusted: 'CERT_REVOKED' }),
      'fail',
      CERTIFICATE,
    ],
    ['another host', having({ wrongName: 'Not in the list' }), 'fail', CERTIFICATE],
    [
      'without names, and of nobody',
      having({ wrongName: 'none', names: [], untrusted: 'CERT_NOT_YET_VALID' }),
      'fail',
      CERTIFICATE,
      CERTIFICATE,
    ],
    ['not shown', { survey: seenAt(nothingNew) }, 'skip'],
    ['http', { survey: seenAt({}, { plain: ['http://a.example'] }) }, 'skip'],
    ['an endpoint not seen', { survey: seenAt({}, { unseen }) }, 'skip'],
    ['no answer', { survey: seenAt({ '1.2': timedOut, '1.3': timedOut }) }, 'error'],
  ]));

describe('security.tls.certificate-expiry', () =>
  testCheck(certificateExpiry(context), server, [
    ['far off', { survey: seenAt() }, 'pass'],
    ['in thirty days', having({ validTo: '2026-03-31T12:00:00.000Z' }), 'pass'],
    ['in less', having({ validTo: '2026-03-31T11:00:00.000Z' }), 'warn', CERTIFICATE],
    ['ended, which is told elsewhere', having(expired), 'skip'],
    ['not shown', { survey: seenAt(nothingNew) }, 'skip'],
    ['no answer', { survey: seenAt({ '1.2': timedOut, '1.3': timedOut }) }, 'error'],
  ]));

describe('a run without a way to make handshakes', () => {
  it('shows nothing and blames nobody', async () => {
    const config = fakeConfig();
    const { results } = await runChecks(securityGroup(context, 'security'), config, new FakeEhr());
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['skip']));
  });
});

describe('an address that is named', () => {
  it('with http fails, on loopback too, where the target has TLS', async () => {
    const ehr = new FakeEhr(({ url }, usual) =>
      url.endsWith('/smart-configuration')
        ? { ...usual, body: { ...(usual.body as object), token_endpoint: 'http://127.0.0.1:9/t' } }
        : undefined,
    );
    const run = await runChecks(securityGroup(context, 'security'), fakeConfig(), ehr);
    expect(run.verdict('security.tls.token')).toBe('fail');
    expect(run.result('security.tls.token').findings[0]?.message).toContain('http://127.0.0.1:9');
    expect(FAKE_BASE).toMatch(/^https:/);
  });
});

it('looks at the hosts that files were redirected to, and at no other twice', async () => {
  const asked: string[] = [];
  const io = {
    each: (items: readonly unknown[], work: (item: unknown) => Promise<unknown>) =>
      Promise.all(items.map(work)),
    handshake: async ({ host, version }: { host: string; version: string }) => {
      asked.push(`${host} ${version}`);
    },
  };
  const listed = (url: string) => ({ type: 'Patient', url });
  const manifest = {
    json: {
      output: [listed('https://files.example.org/1'), listed('https://files.example.org/2')],
    },
    exchange: { index: 3, request: { url: 'https://ehr.example.org/status/1' } },
  };
  const came = (url: string, redirects: number) => ({ redirects, exchange: { request: { url } } });
  const files = [
    came('https://files.example.org/1', 0),
    came('https://store.example.net/2?signature=x', 1),
  ];
  const probe = endpointTlsProbe(context, { name: 'bulk-files' });
  await probe.gather(io as never, { manifest, read: { brought: { files } } } as never);
  const each = (host: string): string[] => TLS_VERSIONS.map((version) => `${host} ${version}`);
  expect(asked).toEqual([...each('files.example.org'), ...each('store.example.net')]);
});
