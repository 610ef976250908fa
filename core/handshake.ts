import type { Journal } from './journal.ts';
import type { JsonValue } from './json.ts';
import { Paused } from './not-gathered.ts';
import type { RecorderOptions } from './recorder-options.ts';
import type { Semaphore } from './semaphore.ts';
import type { HandshakeOutcome, HandshakeRequest } from './tls-port.ts';

/** A handshake as the journal holds it. */
export interface Handshake {
  /** An entry of the journal, cited by its index like an exchange. */
  readonly kind: 'observation';
  readonly index: number;
  /** ISO 8601 instant at which it was made. */
  readonly at: string;
  readonly request: HandshakeRequest;
  readonly outcome: HandshakeOutcome;
}

/** The recorder's way of measuring something once; see `ProbeIo.observe`. */
type Observe = (key: string, measure: () => Promise<JsonValue>) => Promise<JsonValue>;

const keyOf = ({ host, port, version }: HandshakeRequest): string =>
  `tls ${host}:${port} ${version}`;

const NO_WAY: HandshakeOutcome = {
  kind: 'not-tested',
  why: 'this run has no way to make TLS handshakes of its own',
};

/** Makes a handshake in a place among the run's requests, or finds it in the journal. */
export async function recordedHandshake(
  { journal, tls, clock, signal, deadline }: RecorderOptions,
  places: Semaphore,
  observe: Observe,
  request: HandshakeRequest,
): Promise<Handshake> {
  const key = keyOf(request);
  const value = await observe(key, async () => {
    const outcome =
      tls === undefined
        ? NO_WAY
        : await places.run(() => {
            // In its place: until there was one, the time may have run out.
            if (deadline !== undefined && clock.now() > deadline) throw new Paused(clock.now());
            return tls.handshake(request, signal);
          });
    // Not the server's doing: a resumed run has to try again.
    if (outcome.kind === 'failed' && outcome.reason === 'aborted') throw new Paused(clock.now());
    return { request, outcome } as unknown as JsonValue;
  });
  return {
    ...placeIn(journal, key),
    ...(value as unknown as Pick<Handshake, 'request' | 'outcome'>),
  };
}

const placeIn = (journal: Journal, key: string): Pick<Handshake, 'kind' | 'index' | 'at'> => {
  const entry = journal.find(key);
  return { kind: 'observation', index: entry?.index ?? 0, at: entry?.at ?? '' };
};
