import type { Journal } from './journal.ts';
import type { JsonValue } from './json.ts';
import { Paused } from './not-gathered.ts';
import type { Arrival, Invitation, PersonPort } from './person-port.ts';
import type { Clock } from './ports.ts';
import type { RecorderOptions } from './recorder-options.ts';
import { scrubText, scrubValue } from './scrub.ts';
import type { SecretVault } from './secrets.ts';

/** A login by a person, as a probe words it. */
export type PersonLogin = Omit<Invitation, 'runId'>;

/** What came of a login by a person, found again in the journal when evidence is replayed. */
export interface PersonLoggedIn {
  /** Position of the record in the journal; what findings cite. */
  readonly index: number;
  readonly arrival: Arrival;
}

type Observe = <T extends JsonValue>(key: string, measure: () => Promise<T>) => Promise<T>;

/** A person is looked for again after so long, where the process does not wait itself. */
const POLL_MS = 10_000;

/**
 * Invites a person and records what came of it. In one process it waits; under a state machine
 * the gathering ends here and looks again later, until the time of the invitation is up.
 */
export async function recordedPersonLogin(
  options: RecorderOptions,
  observe: Observe,
  login: PersonLogin,
): Promise<PersonLoggedIn> {
  const { people, vault, clock, runId, signal, longestSleep } = options;
  const key = `${login.round}/person/${login.stage}`;
  const until =
    longestSleep === undefined || people === undefined
      ? Number.POSITIVE_INFINITY
      : await observe(`${key}/until`, async () => clock.now() + login.seconds * 1000);
  const arrival = await observe(key, async () => {
    if (people === undefined) throw new Error('this run has no way to ask a person to log in');
    const met = await people.meet({ ...login, runId: runId ?? '' }, signal);
    if (signal?.aborted === true) throw new Paused(clock.now());
    if (met === undefined && clock.now() < until) throw new Paused(clock.now() + POLL_MS);
    const kept = concealed(vault, met ?? { kind: 'nobody' });
    await options.secretsSealed?.();
    return kept as unknown as JsonValue;
  });
  return {
    index: options.journal.find(key)?.index ?? 0,
    arrival: arrival as unknown as Arrival,
  };
}

function concealed(vault: SecretVault, arrival: Arrival): Arrival {
  switch (arrival.kind) {
    case 'returned':
      return {
        kind: 'returned',
        parameters: arrival.parameters.map(([name, value]) => [
          name,
          scrubValue(vault, name, value),
        ]),
      };
    case 'error-page':
      return { kind: 'error-page', said: scrubText(vault, arrival.said) };
    case 'nobody':
      return arrival;
    default:
      return arrival satisfies never;
  }
}

/** Puts into the journal who came and was refused: late, twice, or with a state of nobody's. */
export async function recordRefused(
  people: PersonPort,
  journal: Journal,
  clock: Clock,
): Promise<void> {
  for (const { at, why } of await people.refused()) {
    const key = `refused arrival ${journal.entries.length}`;
    const seen = new Date(clock.now()).toISOString();
    journal.add({ kind: 'observation', key, probe: 'callback', at: seen, value: { at, why } });
  }
}
