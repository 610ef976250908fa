import { get } from 'node:https';
import type { JWK } from 'jose';
import type { Breakage } from '../faults.ts';
import type { Client } from './clients.ts';

/** Faults of how the keys of clients are fetched and kept. */
export const CLIENT_KEY_FAULTS = {
  'client-keys-pinned': [
    'jwks',
    'Keys of clients not fetched',
    'The keys that a client had when it was registered are used for ever; its JWKS URL is not asked.',
  ],
  'client-keys-kept-for-ever': [
    'jwks',
    'JWKS of clients kept for ever',
    'The JWKS of a client is fetched once and never again, whatever its Cache-Control says.',
  ],
  'client-keys-never-dropped': [
    'jwks',
    'Keys of clients never dropped',
    'A key that was once in the JWKS of a client is accepted after it was taken out.',
  ],
} as const;

export type ClientKeyFaultId = keyof typeof CLIENT_KEY_FAULTS;

const FETCH_MS = 2_000;

interface Fetched {
  readonly keys: readonly JWK[];
  readonly maxAge: number;
}

/** A JWKS from its URL; undefined where none came. */
const fetched = (url: string, ca: string): Promise<Fetched | undefined> =>
  new Promise((resolve) => {
    const headers = { accept: 'application/json', 'user-agent': 'Sandbox EHR' };
    const request = get(url, { ca, headers, agent: false, timeout: FETCH_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        try {
          const { keys } = JSON.parse(text) as { keys: JWK[] };
          const age = /max-age=(\d+)/.exec(response.headers['cache-control'] ?? '')?.[1];
          resolve({ keys, maxAge: Number(age ?? 0) });
        } catch {
          resolve(undefined);
        }
      });
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });

/** Looks up the keys of clients: at their JWKS URL, no older than its Cache-Control lets them be. */
export class ClientKeys {
  readonly #kept = new Map<string, { readonly keys: readonly JWK[]; readonly until: number }>();
  readonly #breakage: Breakage;
  readonly #now: () => number;

  constructor(breakage: Breakage, now: () => number) {
    this.#breakage = breakage;
    this.#now = now;
  }

  /** The keys of a client; fetched anew where they are old, or where none is the one named. */
  async of(client: Client, kid: string | undefined): Promise<readonly JWK[]> {
    const { broken } = this.#breakage;
    const { jwks, keys: registered = [], id } = client;
    if (jwks === undefined || broken('client-keys-pinned')) {
      return registered;
    }
    const kept = this.#kept.get(id);
    const isFresh =
      kept !== undefined && this.#now() < kept.until && kept.keys.some((key) => key.kid === kid);
    if (kept !== undefined && (isFresh || broken('client-keys-kept-for-ever'))) return kept.keys;
    const asked = this.#now();
    const came = await fetched(jwks.url, jwks.authority);
    // Where nothing listens, as when no run is under way, the keys of the registration stand.
    if (came === undefined)
      return kept !== undefined && asked < kept.until ? kept.keys : registered;
    const keys = broken('client-keys-never-dropped')
      ? [...came.keys, ...(kept?.keys ?? []).filter((old) => !came.keys.some(same(old)))]
      : came.keys;
    this.#kept.set(id, { keys, until: asked + came.maxAge * 1000 });
    return keys;
  }
}

const same =
  (one: JWK) =>
  (other: JWK): boolean =>
    one.kid === other.kid;
