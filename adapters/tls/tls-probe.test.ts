import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { TLS_VERSIONS, type TlsVersion } from '../../core/tls-port.ts';
import { issued, newAuthority } from '../../test/certificates.ts';
import { tlsProbe } from './tls-probe.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const HOSTS = ['127.0.0.1', 'localhost'];

const folder = mkdtempSync(join(tmpdir(), 'assay-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const authority = newAuthority('Test authority', NOW);
const caFile = join(folder, 'authority.pem');
writeFileSync(caFile, authority.cert);

const lasting = { hosts: HOSTS, validFrom: NOW - DAY, validTo: NOW + 90 * DAY };
const right = issued(authority, lasting);

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
};

const serve = (options: TlsOptions = {}): Promise<number> =>
  listen(
    createTlsServer({ ...right, ...options }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.end();
    }).on('tlsClientError', (_error, socket) => socket.destroy()),
  );

const probe = (options: Partial<Parameters<typeof tlsProbe>[0]> = {}) =>
  tlsProbe({ allowPrivateAddresses: true, timeoutSeconds: 2, caFile, ...options });

const asked = (port: number, version: TlsVersion, host = '127.0.0.1') =>
  probe().handshake({ host, port, version });

const OLD: TlsOptions = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };

describe('versions', () => {
  it.each<[string, TlsOptions, readonly TlsVersion[]]>([
    ['usual settings', {}, ['1.2', '1.3']],
    ['everything', OLD, ['1.0', '1.1', '1.2', '1.3']],
    ['1.0 alone', { ...OLD, maxVersion: 'TLSv1' }, ['1.0']],
    ['1.1 alone', { ...OLD, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }, ['1.1']],
    ['1.2 alone', { maxVersion: 'TLSv1.2' }, ['1.2']],
    ['1.3 alone', { minVersion: 'TLSv1.3' }, ['1.3']],
  ])('%s', async (_case, options, accepted) => {
    const port = await serve(options);
    const outcomes = await Promise.all(TLS_VERSIONS.map((version) => asked(port, version)));
    for (const [at, outcome] of outcomes.entries()) {
      const version = TLS_VERSIONS[at];
      const kind = accepted.some((each) => each === version) ? 'accepted' : 'refused';
      expect({ version, kind: outcome.kind }).toEqual({ version, kind });
    }
  });

  it('says how it was refused', async () => {
    expect(await asked(await serve(), '1.0')).toEqual({
      kind: 'refused',
      how: 'it answered with the alert protocol_version',
    });
    expect(await asked(await serve({ ...OLD, maxVersion: 'TLSv1' }), '1.1')).toEqual({
      kind: 'refused',
      how: 'it answered with TLS 1.0 instead',
    });
  });

  it('knows the cipher', async () => {
    const outcome = await asked(await serve({ ...OLD, maxVersion: 'TLSv1' }), '1.0');
    expect(outcome).toMatchObject({ cipher: expect.stringMatching(/^TLS_ECDHE_ECDSA_WITH_AES/) });
  });
});

describe('the certificate', () => {
  const certificateOf = async (port: number, host?: string) => {
    const outcome = await asked(port, '1.3', host);
    return outcome.kind === 'accepted' ? outcome.certificate : undefined;
  };

  it('has its facts, and nothing against it', async () => {
    expect(await certificateOf(await serve())).toEqual({
      subject: 'CN=127.0.0.1',
      issuer: 'CN=Test authority',
      names: ['IP Address:127.0.0.1', 'DNS:localhost'],
      validFrom: new Date(Math.floor(lasting.validFrom / 1000) * 1000).toISOString(),
      validTo: new Date(Math.floor(lasting.validTo / 1000) * 1000).toISOString(),
    });
  });

  it('is looked at by name as well', async () => {
    expect(await certificateOf(await serve(), 'localhost')).not.toHaveProperty('wrongName');
  });

  it('that has ended', async () => {
    const ended = issued(authority, { ...lasting, validTo: NOW - 3_600_000 });
    expect(await certificateOf(await serve(ended))).toMatchObject({
      untrusted: 'CERT_HAS_EXPIRED',
    });
  });

  it('of an authority that nobody knows', async () => {
    const unknown = issued(newAuthority('Nobody', NOW), lasting);
    const facts = await certificateOf(await serve(unknown));
    expect(facts?.untrusted).toMatch(/^UNABLE_TO_|^SELF_SIGNED/);
    expect(facts).not.toHaveProperty('wrongName');
  });

  it('for another host', async () => {
    const other = issued(authority, { ...lasting, hosts: ['ehr.example.org'] });
    const facts = await certificateOf(await serve(other));
    expect(facts).not.toHaveProperty('untrusted');
    expect(facts?.wrongName).toContain('127.0.0.1');
  });
});

describe('what is no TLS server', () => {
  it('speaks http', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end()));
    expect(await asked(port, '1.2')).toMatchObject({ kind: 'no-tls' });
  });

  it('hangs up at once', async () => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.end())));
    expect(await asked(port, '1.1')).toMatchObject({
      kind: 'refused',
      how: 'it closed the connection without an answer',
    });
  });

  it('cuts its answer off', async () => {
    const cut = Buffer.from([22, 3, 1, 0, 90, 2, 0]);
    const port = await listen(
      createTcpServer((socket) => socket.once('data', () => socket.end(cut))),
    );
    expect(await asked(port, '1.1')).toMatchObject({ kind: 'refused' });
  });
});

describe('what is not the server', () => {
  it('is a port where nobody listens', async () => {
    expect(await asked(1, '1.2')).toMatchObject({ kind: 'failed', reason: 'connection-refused' });
  });

  it('is a name that leads nowhere', async () => {
    expect(await asked(443, '1.2', 'no-such-host.invalid')).toMatchObject({
      kind: 'failed',
      reason: 'dns',
    });
  });

  it('is silence', async () => {
    const sockets = new Set<{ destroy(): void }>();
    const port = await listen(createTcpServer((socket) => sockets.add(socket)));
    const hasty = probe({ timeoutSeconds: 0.1 });
    expect(await hasty.handshake({ host: '127.0.0.1', port, version: '1.2' })).toMatchObject({
      kind: 'failed',
      reason: 'timeout',
    });
    for (const socket of sockets) socket.destroy();
  });

  it('is an address that must not be dialled', async () => {
    const careful = probe({ allowPrivateAddresses: false });
    expect(await careful.handshake({ host: '127.0.0.1', port: 443, version: '1.2' })).toMatchObject(
      {
        kind: 'failed',
        reason: 'refused-address',
      },
    );
  });

  it('is a run that was stopped', async () => {
    const stopped = AbortSignal.abort();
    const port = await serve();
    expect(
      await probe().handshake({ host: '127.0.0.1', port, version: '1.2' }, stopped),
    ).toMatchObject({ kind: 'failed', reason: 'aborted' });
  });
});
