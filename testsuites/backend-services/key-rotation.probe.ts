import type { SigningAlgorithm } from '../../core/client-key.ts';
import { isAnswered } from '../../core/exchange.ts';
import { KEY_SET_MAX_AGE, type KeyFetch, ROTATION_END } from '../../core/key-set.ts';
import { defineProbe, lacking, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import {
  askForToken,
  backendEndpoint,
  backendGrantProbe,
  RIGHT_ASSERTION,
} from './backend-token.probe.ts';

/** What a server did while a key was put into the served set and taken out again. */
export interface KeyRotation {
  /** Of the key that came and went. */
  readonly kid: string;
  /** ISO 8601 instant from which on it was in the set, and where the journal tells it. */
  readonly addedAt: string;
  /** Answer to a request signed by it, once every older copy of the set had lapsed. */
  readonly added: JsonReply;
  /** The same once every copy of the set with the key in it had lapsed; where it was granted before. */
  readonly removed?: JsonReply;
  /** Who fetched the set from the start of the run to the first answer, and where that is told. */
  readonly fetches: readonly KeyFetch[];
  readonly log: number;
  /** Whether the public address leads to this run, where nobody had fetched by it. */
  readonly leadsHere?: boolean;
}

/** What is counted in whole seconds may be kept for almost one more; then half of one is left. */
const LAPSED_SECONDS = KEY_SET_MAX_AGE + 1.5;

export const isGrant = ({ exchange }: JsonReply): boolean =>
  [200, 201].includes(exchange.response.status);

/** As the right assertion was signed, which the server took: it need not support both (SMART). */
async function acceptedAlgorithm(io: ProbeIo): Promise<SigningAlgorithm> {
  const signed = await io.observe(`${RIGHT_ASSERTION}/signed`, async () => null);
  const { header } = (signed ?? {}) as { readonly header?: { readonly alg?: string } };
  return header?.alg === 'RS384' ? 'RS384' : 'ES384';
}

/** Asks our own address once, to tell a server that does not fetch from an address that is wrong. */
async function reachesUs(io: ProbeIo, url: string, before: number): Promise<boolean> {
  const own = await io.ask({ url, key: 'jwks/self', headers: { accept: 'application/json' } });
  const { value } = await io.keySet.fetches('jwks/fetches-by-us');
  return isAnswered(own) && value.length > before;
}

/** Puts a new key into the served set, uses it, takes it out, and tries it once more. */
export const keyRotationProbe = (context: PlanContext): Probe<KeyRotation> =>
  defineProbe({
    id: 'key-rotation',
    needs: { configuration: smartConfigurationProbe(context), grant: backendGrantProbe(context) },
    gather: async (io, { configuration }) => {
      const { jwks } = context.config.auth;
      if (jwks === undefined) {
        return lacking(
          'No key was rotated: auth.jwks does not say where Assay is to serve the keys of its clients.',
        );
      }
      const endpoint = backendEndpoint(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const key = await io.keySet.make('jwks/key', await acceptedAlgorithm(io));
      if (key === undefined) {
        return lacking('No key was rotated: this run has no way to serve keys by auth.jwks.');
      }
      const client = { ...endpoint.client, signingKey: key.signingKey };
      const { at: addedAt } = await io.keySet.serve('jwks/added', [key.publicKey]);
      await io.later('jwks/without-it', LAPSED_SECONDS);
      const added = await askForToken(io, { ...endpoint, client, key: 'jwks/token' });
      if ('lacking' in added) return added;
      // Before anything else is asked: a later fetch shows nothing of this answer.
      const { value: fetches, index: log } = await io.keySet.fetches('jwks/fetches');
      await io.keySet.serve('jwks/removed', []);
      let removed: JsonReply | undefined;
      if (isGrant(added)) {
        await io.later('jwks/with-it', LAPSED_SECONDS);
        const again = await askForToken(io, { ...endpoint, client, key: 'jwks/token-again' });
        if ('lacking' in again) return again;
        removed = again;
      }
      const unseen = fetches.length === 0;
      const leadsHere = unseen ? await reachesUs(io, jwks.publicUrl, fetches.length) : undefined;
      await io.observe(ROTATION_END, async () => true);
      return {
        kid: key.kid,
        addedAt,
        added,
        ...(removed === undefined ? {} : { removed }),
        fetches,
        log,
        ...(leadsHere === undefined ? {} : { leadsHere }),
      };
    },
  });

/** Fetches since the new key was in the set, up to the answer to the request signed by it. */
export const fetchesOfNewKey = ({ fetches, addedAt }: KeyRotation): readonly KeyFetch[] =>
  fetches.filter(({ at }) => Date.parse(at) >= Date.parse(addedAt));
