import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Sealer } from '../../core/ports.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** Nonce and tag sizes of GCM (NIST SP 800-38D, 8.2.1 and 5.2.1.2). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals under a key in memory. */
export function keySealer(key: Uint8Array): Sealer {
  return {
    async seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    async open(sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    },
  };
}

/** Seals under a key in a file that only its owner may read, made on first use. */
export function fileSealer(path: string): Sealer {
  let sealer: Promise<Sealer> | undefined;
  const opened = (): Promise<Sealer> => {
    sealer ??= readOrMake(path).then(keySealer);
    return sealer;
  };
  return {
    seal: async (text) => (await opened()).seal(text),
    open: async (sealed) => (await opened()).open(sealed),
  };
}

/** Of two processes that make the key at once one wins: a link is never made over another file. */
async function readOrMake(path: string): Promise<Buffer> {
  try {
    return checked(await readFile(path), path);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, randomBytes(KEY_BYTES), { mode: 0o600 });
  try {
    await link(mine, path);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  } finally {
    await rm(mine);
  }
  return checked(await readFile(path), path);
}

function checked(key: Buffer, path: string): Buffer {
  if (key.length !== KEY_BYTES) {
    throw new Error(`${path} is not a vault key: it has ${key.length} bytes, not ${KEY_BYTES}`);
  }
  return key;
}
