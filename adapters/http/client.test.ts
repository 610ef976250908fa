import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { checkAddress, guardedAddresses, isPublicAddress } from './address-guard.ts';
import { httpClient } from './client.ts';
import { issued, newAuthority } from '../../test/certificates.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const listen = async (server: Server | ReturnType<typeof createTcpServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => new Promise((resolve) => server.close(resolve)) });
  return (server.address() as AddressInfo).port;
};

const client = (options: Partial<Parameters<typeof httpClient>[0]> = {}) => {
  const http = httpClient({
    allowPrivateAddresses: true,
    concurrency: 2,
    timeoutSeconds: 2,
    ...options,
  });
  open.unshift(http);
  return http;
};

const get = (url: string) => ({ method: 'GET', url, headers: [['accept', '*/*']] as const });

const serve = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createServer({ keepAlive: false }, listener))}`;

describe('an exchange', () => {
  it('has status, headers as sent, body and timings', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('X-One', ['a', 'b']);
      response.end('hello');
    });
    const outcome = await client().send(get(url));
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, body: 'hello', size: 5 });
    if (outcome.kind !== 'answered') return;
    expect(outcome.headers.filter(([name]) => name === 'X-One').map(([, value]) => value)).toEqual([
      'a',
      'b',
    ]);
    expect(outcome.timings.total).toBeGreaterThan(0);
  });

  it('is inflated, both sizes known', async () => {
    const packed = gzipSync('x'.repeat(10_000));
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(packed);
    });
    const outcome = await client().send(get(url));
    expect(outcome).toMatchObject({ body: 'x'.repeat(10_000), size: packed.length });
  });

  it('does not follow a redirect', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' });
      response.end();
    });
    expect(await client().send(get(url))).toMatchObject({ status: 302 });
  });
});

describe('what has no proper end', () => {
  it('is cut off at the cap, on the wire and inflated', async () => {
    const endless = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const bomb = gzipSync(Buffer.alloc(8_000_000));
    const inflating = await serve((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(bomb);
    });
    const http = client({ maxBytes: 1024 * 1024 });
    expect(await http.send(get(endless))).toMatchObject({
      status: 200,
      truncated: 'cut off after 1 MB',
    });
    expect(await http.send(get(inflating))).toMatchObject({ truncated: 'cut off after 1 MB' });
  });

  it('is given up when it trickles for ever', async () => {
    const url = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const outcome = await client({ timeoutSeconds: 0.1 }).send(get(url));
    expect(outcome).toMatchObject({ kind: 'unanswered', reason: 'timeout' });
  });

  it('is given up when nothing comes', async () => {
    const url = await serve(() => {});
    const outcome = await client({ timeoutSeconds: 0.1 }).send(get(url));
    expect(outcome).toMatchObject({ kind: 'unanswered', reason: 'timeout' });
  });

  it('says that a body is not in the coding it claims', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end('not gzip');
    });
    const outcome = await client().send(get(url));
    expect(outcome.kind === 'answered' && outcome.truncated).toMatch(
      /could not be decoded as gzip/,
    );
  });

  it('stops when told to', async () => {
    const url = await serve(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    expect(await client().send(get(url), stop.signal)).toMatchObject({ reason: 'aborted' });
  });
});

describe('a stream', () => {
  const streamed = async (url: string, signal?: AbortSignal, taken = () => {}) =>
    client().stream?.(get(url), taken, signal);

  it('that broke off says so, and that it may be asked for again', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('Content-Length', 1000);
      response.write('x'.repeat(100), () => response.socket?.destroy());
    });
    expect(await streamed(url)).toMatchObject({
      kind: 'answered',
      truncated: expect.stringMatching(/^broke off after 100 bytes/),
      brokeOff: true,
    });
  });

  it('in a coding that it does not have is not asked for again', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync('x'.repeat(1000)).subarray(0, 20));
    });
    const outcome = await streamed(url);
    expect(outcome).toMatchObject({ truncated: expect.stringMatching(/decoded as gzip after 20/) });
    expect(outcome).not.toHaveProperty('brokeOff');
  });

  it.each(['identity', 'gzip'])('that is stopped half-way blames nobody: %s', async (coding) => {
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', coding);
      const some = Buffer.from(Math.random().toString().repeat(10_000));
      response.write(coding === 'gzip' ? gzipSync(some).subarray(0, -100) : some);
    });
    const stop = new AbortController();
    const outcome = await streamed(url, stop.signal, () => stop.abort());
    expect(outcome).toMatchObject({ kind: 'unanswered', reason: 'aborted' });
  });
});

describe('no answer', () => {
  it.each([
    ['refused', 'http://127.0.0.1:1/', 'connection-refused', /refused the connection/],
    ['no such host', 'http://no-such-host.invalid/', 'dns', /could not be resolved/],
    ['another protocol', 'ftp://127.0.0.1/', 'protocol', /not http or https/],
  ])('%s', async (_case, url, reason, detail) => {
    const outcome = await client().send(get(url));
    expect(outcome).toMatchObject({ kind: 'unanswered', reason });
    expect(outcome.kind === 'unanswered' && outcome.detail).toMatch(detail);
  });

  it('a server that hangs up', async () => {
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    const outcome = await client().send(get(`http://127.0.0.1:${port}/`));
    expect(outcome).toMatchObject({ kind: 'unanswered', reason: 'connection-reset' });
  });

  it('a server that speaks something else', async () => {
    const port = await listen(
      createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n', () => socket.destroy())),
    );
    const outcome = await client().send(get(`http://127.0.0.1:${port}/`));
    expect(outcome).toMatchObject({ kind: 'unanswered', reason: 'protocol' });
  });

  it('a certificate that nobody vouches for, and TLS where there is none', async () => {
    const now = Date.now();
    const { key, cert } = issued(newAuthority('Nobody', now), {
      hosts: ['127.0.0.1'],
      validFrom: now - 60_000,
      validTo: now + 60_000,
    });
    const port = await listen(
      createTlsServer({ key, cert }, (_request, response) => response.end()),
    );
    const untrusted = await client().send(get(`https://127.0.0.1:${port}/`));
    expect(untrusted).toMatchObject({ kind: 'unanswered', reason: 'tls' });
    const plain = await serve((_request, response) => response.end());
    const outcome = await client().send(get(plain.replace('http:', 'https:')));
    expect(outcome).toMatchObject({ kind: 'unanswered', reason: 'tls' });
  });
});

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    'fd00::1',
    'fe80::1',
    '64:ff9b::1',
    '2002::1',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(['8.8.8.8', '2606:4700::1111'])('%s is', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    'http://127.0.0.1:9/',
    'http://localhost:9/',
    'http://2130706433:9/',
    'http://0x7f000001:9/',
    'http://[::1]:9/',
    'http://169.254.169.254/',
  ])('%s is refused unless allowed', async (url) => {
    const outcome = await client({ allowPrivateAddresses: false }).send(get(url));
    expect(outcome).toMatchObject({ kind: 'unanswered', reason: 'refused-address' });
    expect(outcome.kind === 'unanswered' && outcome.detail).toContain(
      'target.allowPrivateAddresses',
    );
  });

  it('refuses metadata services even where private addresses are allowed', async () => {
    expect(() => checkAddress('a', '169.254.169.254', true)).toThrow(/not a public address/);
    expect(() => checkAddress('a', 'fd00:ec2::254', true)).toThrow(/not a public address/);
    expect(() => checkAddress('a', 'fd00::1', true)).not.toThrow();
    await expect(guardedAddresses('127.0.0.1', true)).resolves.toHaveLength(1);
  });
});
