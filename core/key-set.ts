import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningAlgorithm, SigningKey } from './client-key.ts';
import type { Journal } from './journal.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { RecorderOptions } from './recorder-options.ts';

/** One request for the key set that Assay serves. */
export interface KeyFetch {
  readonly [member: string]: JsonValue;
  /** ISO 8601 instant. */
  readonly at: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** As told by whoever asked; empty where it told nothing. */
  readonly userAgent: string;
}

/** Where the public keys of the clients are served while a run lasts. */
export interface KeySetPort {
  /** Serves these beside the keys of the clients from now on. */
  serve(further: readonly JsonObject[]): void | Promise<void>;
  /** Every time that the set was given out, oldest first. */
  fetches(): readonly KeyFetch[] | Promise<readonly KeyFetch[]>;
}

/** Seconds that a copy of the set may be kept: short, so that a run can wait for its end. */
export const KEY_SET_MAX_AGE = 1;

/** A key pair made for a run. */
export interface RunKey {
  /** The private half, as a placeholder. */
  readonly signingKey: SigningKey;
  readonly publicKey: JsonObject;
  readonly kid: string;
}

/** What was done or seen, and where the journal tells it. */
export interface KeySetEntry<T> {
  readonly index: number;
  /** ISO 8601 instant. */
  readonly at: string;
  readonly value: T;
}

/** The key set as a probe changes and watches it; everything is recorded under its key. */
export interface KeySet {
  /** A key pair of the run; undefined where no set is served. */
  make(key: string, alg: SigningAlgorithm): Promise<RunKey | undefined>;
  /** Serves these beside the clients' keys from now on. */
  serve(key: string, further: readonly JsonObject[]): Promise<KeySetEntry<readonly string[]>>;
  /** Who has fetched the set so far. */
  fetches(key: string): Promise<KeySetEntry<readonly KeyFetch[]>>;
}

/** The recorder's way of measuring something once; see `ProbeIo.observe`. */
type Observe = (key: string, measure: () => Promise<JsonValue>) => Promise<JsonValue>;

const generate = promisify(generateKeyPair);

/** Private and public half as JWKs; 2048 bits are the least that RS384 takes (RFC 7518, 3.3). */
async function keyPair(alg: SigningAlgorithm): Promise<{ own: JsonObject; publicKey: JsonObject }> {
  const { privateKey, publicKey } =
    alg === 'RS384'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-384' });
  const kid = `assay-run-${randomBytes(8).toString('hex')}`;
  const jwk = (key: typeof privateKey): JsonObject => ({
    ...(key.export({ format: 'jwk' }) as JsonObject),
    kid,
    alg,
    use: 'sig',
  });
  return { own: jwk(privateKey), publicKey: jwk(publicKey) };
}

/** Changes and watches the served set, or finds in the journal what was done and seen. */
export const recordedKeySet = (
  { journal, vault, keySet, clock }: RecorderOptions,
  observe: Observe,
): KeySet => {
  const entry = async <T>(
    key: string,
    measure: () => Promise<JsonValue>,
  ): Promise<KeySetEntry<T>> => {
    // The entry's own time is when it was written down; what matters is when it was done.
    const kept = (await observe(key, async () => ({
      value: await measure(),
      at: new Date(clock.now()).toISOString(),
    }))) as unknown as { readonly value: T; readonly at: string };
    return { index: journal.find(key)?.index ?? 0, ...kept };
  };
  return {
    make: async (key, alg) => {
      const made = await observe(key, async () => {
        if (keySet === undefined) return null;
        const { own, publicKey } = await keyPair(alg);
        return { jwk: vault.hide('secret', JSON.stringify(own)), publicKey };
      });
      if (made === null) return undefined;
      const { jwk, publicKey } = made as unknown as { jwk: string; publicKey: JsonObject };
      return { signingKey: { jwk }, publicKey, kid: String(publicKey['kid']) };
    },
    serve: (key, further) =>
      entry(key, async () => {
        await keySet?.serve(further);
        return further.map(({ kid }) => String(kid));
      }),
    fetches: (key) => entry(key, async () => [...((await keySet?.fetches()) ?? [])]),
  };
};

/** What a rotation of keys is recorded under; its waits too. */
const ROTATION = /^(?:later )?jwks\//;

/** Entry that ends a rotation of keys. */
export const ROTATION_END = 'jwks/end';

/**
 * Forgets a rotation that an interruption cut in two: what was served, and what the server kept of
 * it, went with the process. It is begun anew with new keys; its entries stay as evidence.
 */
export function forgetHalfDoneRotation(journal: Journal): void {
  if (journal.find(ROTATION_END) !== undefined) return;
  for (const key of journal.keys) if (ROTATION.test(key)) journal.forget(key);
}
