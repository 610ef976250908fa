import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TLS_VERSIONS } from '../../core/tls-port.ts';
import { clientHello, suiteName, WIRE_VERSION } from './client-hello.ts';
import { serverAnswer } from './server-answer.ts';

const record = (type: number, ...content: readonly number[]): Buffer =>
  Buffer.from([type, 3, 3, content.length >> 8, content.length & 255, ...content]);

/** A ServerHello that chooses suite 0xc02f, with these extensions. */
const hello = (version: readonly [number, number], ...extensions: readonly number[]): Buffer => {
  const body = [
    ...version,
    ...new Array<number>(32).fill(7),
    ...[0, 0xc0, 0x2f, 0],
    ...(extensions.length === 0 ? [] : [0, extensions.length, ...extensions]),
  ];
  return record(22, 2, 0, 0, body.length, ...body);
};

const REMARK = record(21, 1, 112);

describe('the answer to a ClientHello', () => {
  it('is the version of an old ServerHello', () => {
    expect(serverAnswer(hello([3, 1]))).toEqual({
      kind: 'hello',
      version: WIRE_VERSION['1.0'],
      cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    });
  });

  it('is the version that the extension names, where there is one', () => {
    const named = hello([3, 3], ...[0, 5, 0, 0], ...[0, 43, 0, 2, 3, 4]);
    expect(serverAnswer(named)).toMatchObject({ version: WIRE_VERSION['1.3'] });
  });

  it.each([
    [70, 'protocol_version'],
    [40, 'handshake_failure'],
    [200, 'alert 200'],
  ])('is an alert: %i', (description, alert) => {
    expect(serverAnswer(record(21, 2, description))).toEqual({ kind: 'alert', alert });
  });

  it('is what follows the remark that a name is not known', () => {
    expect(serverAnswer(REMARK)).toBeUndefined();
    expect(serverAnswer(Buffer.concat([REMARK, hello([3, 3])]))).toMatchObject({ kind: 'hello' });
  });

  it('is not lost in ever so many remarks', () => {
    const many = Buffer.concat(new Array<Buffer>(9_000).fill(REMARK));
    expect(serverAnswer(many)).toBeUndefined();
  });

  it('is awaited until all of it has come', () => {
    const whole = hello([3, 3]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(serverAnswer(whole.subarray(0, length))).toBeUndefined();
    }
  });

  it.each(['HTTP/1.1 400 Bad Request', 'SSH-2.0-OpenSSH', '\u0016\u0001\u0001'])(
    'is no TLS: %s',
    (text) => {
      expect(serverAnswer(Buffer.from(text))).toEqual({ kind: 'no-tls' });
    },
  );

  it('never makes us fail, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.constantFrom(21, 22), fc.uint8Array({ maxLength: 120 }))
        .map(([type, content]) => record(type, ...content)),
      fc.tuple(fc.nat(60), fc.nat(255)).map(([at, value]) => {
        const changed = hello([3, 3], 0, 43, 0, 2, 3, 4);
        changed[at % changed.length] = value;
        return changed;
      }),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        const answer = serverAnswer(Buffer.from(some));
        expect([undefined, 'hello', 'alert', 'no-tls']).toContain(answer?.kind);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a ClientHello', () => {
  it.each(TLS_VERSIONS)('offers %s and no other version', (version) => {
    const bytes = clientHello('ehr.example.org', version);
    expect(bytes[0]).toBe(22);
    expect(bytes.readUInt16BE(3)).toBe(bytes.length - 5);
    const said = bytes.readUInt16BE(9);
    expect(said).toBe(Math.min(WIRE_VERSION[version], WIRE_VERSION['1.2']));
    expect(bytes.includes('ehr.example.org')).toBe(true);
  });

  it('sends no address as a name', () => {
    expect(clientHello('192.0.2.1', '1.2').includes('192.0.2.1')).toBe(false);
  });

  it('has a name for what may be chosen', () => {
    expect(suiteName(0x1301)).toBe('TLS_AES_128_GCM_SHA256');
    expect(suiteName(0x1399)).toBe('suite 0x1399');
  });
});
