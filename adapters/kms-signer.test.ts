import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactVerify, importJWK, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signRemotely, type SigningAlgorithm } from '../core/client-key.ts';
import { fromDer } from './ecdsa-signature.ts';
import { kmsSigner } from './kms-signer.ts';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/';
const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
};

interface Asked {
  readonly KeyId: string;
  readonly Message?: string;
  readonly MessageType?: string;
  readonly SigningAlgorithm?: string;
}

/** The little of KMS that signing takes. */
const asked: { target: string; body: Asked }[] = [];
const pairOf = (id: string) => (id.endsWith('rsa') ? keys.rsa : keys.ec);

function answerTo(target: string, body: Asked): object {
  const pair = pairOf(body.KeyId);
  if (target.endsWith('GetPublicKey')) {
    const der = pair.publicKey.export({ type: 'spki', format: 'der' });
    return { KeyId: body.KeyId, PublicKey: der.toString('base64') };
  }
  const signature = sign('sha384', Buffer.from(body.Message ?? '', 'base64'), pair.privateKey);
  return { KeyId: body.KeyId, Signature: signature.toString('base64') };
}

let kms: Server;
beforeAll(async () => {
  kms = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      const target = String(request.headers['x-amz-target']);
      const body = JSON.parse(text) as Asked;
      asked.push({ target, body });
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answerTo(target, body)));
    });
  });
  await new Promise<void>((resolve) => kms.listen(0, '127.0.0.1', resolve));
  const { port } = kms.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  kms.closeAllConnections();
  await new Promise((resolve) => kms.close(resolve));
});

const ids = [`${ARN}rsa`, `${ARN}ec`];
const claims = (now: number) => ({ iss: 'app', exp: now + 60 });

describe('signing by KMS', () => {
  it.each(['RS384', 'ES384'] as const)('%s is verified by the public key', async (alg) => {
    const signer = kmsSigner();
    const signed = await signRemotely(signer, ids, { key: { kms: ids }, alg, claims }, 1000);
    const pair = alg === 'RS384' ? keys.rsa : keys.ec;
    const publicKey = await importJWK(pair.publicKey.export({ format: 'jwk' }) as JWK, alg);
    const { protectedHeader } = await compactVerify(signed?.text ?? '', publicKey);
    expect(protectedHeader).toMatchObject({ alg, typ: 'JWT' });
    expect(protectedHeader.kid).toMatch(/^[\w-]{43}$/);
    expect(asked.at(-1)?.body).toMatchObject({ MessageType: 'RAW' });
  });

  it('signs another text where the signature is to be wrong', async () => {
    const jwt = { key: { kms: ids }, alg: 'ES384', flaw: 'wrong-signature', claims } as const;
    const signed = await signRemotely(kmsSigner(), ids, jwt, 1000);
    const publicKey = await importJWK(keys.ec.publicKey.export({ format: 'jwk' }) as JWK, 'ES384');
    await expect(compactVerify(signed?.text ?? '', publicKey)).rejects.toThrow();
  });

  it('has nothing to sign with where no key is of the algorithm', async () => {
    const jwt = { key: { kms: ids }, alg: 'RS384' as SigningAlgorithm, claims };
    expect(await signRemotely(kmsSigner(), [`${ARN}ec`], jwt, 1000)).toBeUndefined();
  });

  it('asks for a public key once', async () => {
    const signer = kmsSigner();
    const before = asked.length;
    const jwt = { key: { kms: ids }, alg: 'RS384' as SigningAlgorithm, claims };
    await signRemotely(signer, [`${ARN}rsa`], jwt, 1000);
    await signRemotely(signer, [`${ARN}rsa`], jwt, 1001);
    const targets = asked.slice(before).map(({ target }) => target.split('.')[1]);
    expect(targets).toEqual(['GetPublicKey', 'Sign', 'Sign']);
  });
});

describe('an ECDSA signature', () => {
  it.each([
    ['with leading zeros', '3007020200ff020101', 'ff01'],
    ['short numbers', '3006020101020102', '0102'],
  ])('%s', (_name, der, raw) => {
    expect(Buffer.from(fromDer(Buffer.from(der, 'hex'), 1)).toString('hex')).toBe(raw);
  });
  it.each([
    ['no sequence', '310602010102010a'],
    ['cut off', '30060201'],
    ['of another curve', '3008020300ffff020101'],
    ['with something after it', '3007020101020102ff'],
  ])('%s is refused', (_name, der) => {
    expect(() => fromDer(Buffer.from(der, 'hex'), 1)).toThrow('signature');
  });
});
