import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { type Judgement, server as row } from '../core/check.ts';
import type { AnsweredExchange } from '../core/exchange.ts';
import { Journal } from '../core/journal.ts';
import { Recorder } from '../core/recorder.ts';
import { SecretVault } from '../core/secrets.ts';
import { fakeConfig } from './fake-ehr.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { profilePerLine, references } from '../testsuites/bulk/content.check.ts';
import { fileContentType, fileCount, fileNdjson } from '../testsuites/bulk/file.check.ts';
import { type FilesRead, readFiles } from '../testsuites/bulk/files.probe.ts';

let running: Server | undefined;
afterEach(() => {
  running?.closeAllConnections();
  running?.close();
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  running = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const NDJSON = { 'content-type': 'application/fhir+ndjson' };

const context = (() => {
  const config = fakeConfig();
  const target = { ...config.target, allowPrivateAddresses: true };
  return { config: { ...config, target }, pack: packRows('6.1.0') };
})();

/** Reads these files as a run does, from a server on loopback. */
async function read(
  listener: RequestListener,
  names: readonly string[] = ['Patient.ndjson'],
  count?: number,
): Promise<FilesRead> {
  const base = await serving(listener);
  const http = httpClient(context.config.target);
  const recorder = new Recorder({
    journal: new Journal([]),
    vault: new SecretVault('test'),
    clock: systemClock,
    http,
    seed: 'test',
    concurrency: 4,
    trustedOrigins: [],
  });
  const output = names.map((name) => ({
    type: 'Patient',
    url: `${base}/${name}`,
    ...(count === undefined ? {} : { count }),
  }));
  const response = { headers: [] as AnsweredExchange['response']['headers'] };
  const exchange = { index: 0, request: { url: base }, response } as AnsweredExchange;
  const manifest = { exchange, json: { requiresAccessToken: false, output } };
  try {
    return { manifest, files: await readFiles(recorder.io('test'), context, manifest, 'test') };
  } finally {
    await http.close();
  }
}

const told = (judgement: Judgement): readonly string[] =>
  judgement.kind === 'judged'
    ? judgement.findings.map(({ severity, message }) => `${severity}: ${message}`)
    : [judgement.kind];

const ndjson = (files: FilesRead): readonly string[] =>
  told(fileNdjson(context).judge({ read: files }, row));

const patient = (id: string): string =>
  `{"resourceType":"Patient","id":"${id}","identifier":[{"system":"urn:x","value":"1"}],"name":[{"family":"Ünal"}],"gender":"female"}`;

const whole =
  (body: string | Buffer, headers: Record<string, string> = NDJSON): RequestListener =>
  (_request, response) => {
    response.writeHead(200, headers).end(body);
  };

const a = patient('a');
const b = patient('b');

const nested = (open: string, close: string): string =>
  open.repeat(100_000) + close.repeat(100_000);

function withWrongByte(bytes: Buffer): Buffer {
  const at = bytes.length - 6;
  bytes.writeUInt8((bytes[at] ?? 0) ^ 0xff, at);
  return bytes;
}

describe('a file that is not as it should be', () => {
  it.each<[string, RequestListener, RegExp, string?]>([
    [
      'a malformed line',
      whole(`${a}\n{"resourceType":\n${b}\n`),
      /^error: Patient\.ndjson, line 2: the line is no JSON/,
    ],
    [
      'two resources on a line',
      whole(`${a}${b}\n`),
      /^error: Patient\.ndjson, line 1: .*more than one JSON value/,
    ],
    [
      'invalid UTF-8',
      whole(Buffer.concat([Buffer.from(`${a}\n`), Buffer.from([0x22, 0xc3, 0x28, 0x22, 0x0a])])),
      /^error: Patient\.ndjson, line 2: the line is no UTF-8/,
    ],
    ['a blank line', whole(`${a}\n\n${b}\n`), /^error: Patient\.ndjson, line 2: blank/],
    [
      'a resource twice',
      whole(`${a}\n${b}\n${a}\n`),
      /^error: Patient\.ndjson, line 3: the resource of line 1 comes again/,
    ],
    [
      'a byte order mark',
      whole(`\ufeff${a}\n`),
      /^warning: Patient\.ndjson, line 1: a byte order mark/,
    ],
    ['CR LF', whole(`${a}\r\n${b}\r\n`), /^information: Patient\.ndjson, line 1: ends in CR LF/],
    ['nothing', whole(''), /^information: Patient\.ndjson: nothing is in it/],
    [
      'another type',
      whole('{"resourceType":"Basic","id":"1"}\n'),
      /^error: Patient\.ndjson, line 1: expected a Patient/,
    ],
    [
      'no such file',
      (_request, response) => response.writeHead(404).end(),
      /^error: .*Patient\.ndjson.*HTTP 404/,
    ],
    [
      'a connection that is cut',
      (_request, response) => {
        response.writeHead(200, NDJSON);
        response.write(`${a}\n${b.slice(0, 40)}`, () => setTimeout(() => response.destroy(), 20));
      },
      /^error: .*Patient\.ndjson.*broke off after .*in line 2/,
    ],
    [
      'fewer bytes than Content-Length says',
      (_request, response) => {
        response.writeHead(200, { ...NDJSON, 'content-length': 10_000 });
        response.write(`${a}\n`, () => setTimeout(() => response.destroy(), 20));
      },
      /^error: .*Patient\.ndjson.*broke off after/,
    ],
    [
      'gzip that is cut',
      whole(gzipSync(`${a}\n${b}\n`.repeat(50)).subarray(0, 120), {
        ...NDJSON,
        'content-encoding': 'gzip',
      }),
      /^error: .*Patient\.ndjson.*could not be decoded as gzip/,
    ],
    [
      'plain bytes that are said to be gzip',
      whole(`${a}\n`, { ...NDJSON, 'content-encoding': 'gzip' }),
      /^error: .*Patient\.ndjson.*could not be decoded as gzip/,
    ],
    [
      'gzip of which a byte is wrong',
      whole(withWrongByte(gzipSync(`${a}\n${b}\n`)), { ...NDJSON, 'content-encoding': 'gzip' }),
      /^error: .*Patient\.ndjson.*could not be decoded as gzip/,
    ],
    [
      'gzip that nothing says',
      whole(gzipSync(`${a}\n`)),
      /^error: Patient\.ndjson, line 1: the line is no UTF-8/,
    ],
    [
      'a coding that nobody asked for',
      whole(`${a}\n`, { ...NDJSON, 'content-encoding': 'zstd' }),
      /^error: .*Patient\.ndjson.*Content-Encoding: zstd, which was not asked for/,
    ],
    [
      'arrays nested 100,000 deep',
      whole(`${a}\n{"resourceType":"Patient","id":"d","x":${nested('[', ']')}}\n`),
      /^error: Patient\.ndjson, line 2: the resource is nested too deeply/,
    ],
    ['a line that is a list', whole(`${a}\n[1]\n`), /^error: Patient\.ndjson, line 2: .*no FHIR/],
    ['a line that is a number', whole(`${a}\n5\n`), /^error: Patient\.ndjson, line 2: .*no FHIR/],
    ['NUL bytes', whole(`${a}\n\0\0\n${b}\n`), /^error: Patient\.ndjson, line 2: .*no JSON/],
    ['NUL after a resource', whole(`${a}\n${b}\0\n`), /^error: Patient\.ndjson, line 2: /],
    [
      'a redirect in a circle',
      (request, response) => response.writeHead(307, { location: request.url }).end(),
      /^error: .*Patient\.ndjson.*HTTP 307 after 5 redirects/,
    ],
    [
      'a redirect to nowhere',
      (_request, response) => response.writeHead(302).end(),
      /^error: .*Patient\.ndjson.*HTTP 302 with no Location/,
    ],
    [
      'a redirect to what is not of the web',
      (_request, response) => response.writeHead(303, { location: 'file:///etc/passwd' }).end(),
      /^error: .*Patient\.ndjson.*not http or https/,
    ],
    [
      'an address that is no proper text',
      (_request, response) => response.writeHead(404).end(),
      /^error: .*Patient %E0%A4%A.*HTTP 404/,
      '%E0%A4%A',
    ],
  ])('names file and line: %s', async (_case, listener, expected, name) => {
    const findings = ndjson(await read(listener, name === undefined ? undefined : [name]));
    expect(
      findings.some((finding) => expected.test(finding)),
      findings.join('\n'),
    ).toBe(true);
  });

  it('is told by a short sentence, however deep what is wrong lies', async () => {
    const deep = `{"resourceType":"Patient","id":"d","extension":[${'{"extension":['.repeat(50_000)}${']}'.repeat(50_000)}]}`;
    const files = await read(whole(`${a}\n${deep}\n`));
    const messages = told(profilePerLine(context).judge({ read: files }, row));
    expect(messages[0]).toMatch(/^error: Patient\.ndjson, line 2: Patient\.extension\[0\]/);
    expect(Math.max(...messages.map(({ length }) => length))).toBeLessThan(3000);
  });

  it('is told by its label, where that is all', async () => {
    const files = await read(whole(`${a}\n`, { 'content-type': 'application/json' }));
    expect(ndjson(files)).toEqual([]);
    expect(told(fileContentType(context).judge({ read: files }, row))).toEqual([
      expect.stringMatching(/^error: .*application\/json for Patient\.ndjson/),
    ]);
  });

  it('is told by its count', async () => {
    const files = await read(whole(`${a}\n${b}\n`), undefined, 3);
    expect(told(fileCount(context).judge({ read: files }, row))).toEqual([
      expect.stringMatching(/expected "?2, the lines of Patient\.ndjson/),
    ]);
  });

  it('does not fill memory, where a line has 300 MB', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage.rss();
    let highest = before;
    const files = await read(async (_request, response) => {
      response.writeHead(200, NDJSON);
      response.write(`${a}\n{"resourceType":"Patient","id":"`);
      for (let sent = 0; sent < 300; sent += 1) {
        if (!response.write(block)) await new Promise((resolve) => response.once('drain', resolve));
        highest = Math.max(highest, process.memoryUsage.rss());
      }
      response.end(`"}\n${b}\n`);
    });
    expect(ndjson(files)).toEqual([
      expect.stringMatching(/^warning: Patient\.ndjson, line 2: the line has 3145\d+ bytes/),
    ]);
    expect(files.files[0]?.outcome).toMatchObject({ lines: 3, resources: 2 });
    // Server and reader are one process here: what is on its way counts twice.
    expect((highest - before) / 1024 / 1024).toBeLessThan(150);
  }, 60_000);

  it('is found among 10,000', async () => {
    const names = Array.from({ length: 10_000 }, (_, number) => `Patient-${number}.ndjson`);
    const files = await read((request, response) => {
      const number = /-(\d+)\./.exec(request.url ?? '')?.[1] ?? '0';
      const line = number === '7777' ? '{"resourceType"' : patient(`p${number}`);
      response.writeHead(200, NDJSON).end(`${line}\n`);
    }, names);
    expect(files.files).toHaveLength(10_000);
    expect(ndjson(files)).toEqual([
      expect.stringMatching(/^error: Patient-7777\.ndjson, line 1: the line is no JSON/),
    ]);
    expect(told(references(context).judge({ read: files }, row))).toEqual([]);
  }, 120_000);
});
