import { GATHERING_PAUSED, type Journal } from './journal.ts';
import type { JsonValue } from './json.ts';
import { Paused } from './not-gathered.ts';
import type { Arrival, Invitation, PersonPort } from './person-port.ts';
import type { Clock } from './ports.ts';
import type { RecorderOptions } from './recorder-options.ts';
import { scrubText, scrubValue } from './scrub.ts';
import type { SecretVault } from './secrets.ts';
import type { Semaphore } from './semaphore.ts';

/** A login by a person, as a probe words it. */
export type PersonLogin = Omit<Invitation, 'runId'>;

/** What came of a login by a person, found again in the journal when evidence is replayed. */
export interface PersonLoggedIn {
  /** Position of the record in the journal; what findings cite. */
  readonly index: number;
  readonly arrival: Arrival;
}

const personLoginKey = ({ round, stage }: PersonLogin): string => `${round}/person/${stage}`;

type Observe = <T extends JsonValue>(key: string, measure: () => Promise<T>) => Promise<T>;

/** A person is looked for again after so long, where the process does not wait itself. */
const LOOK_AGAIN_SECONDS = 10;
/** While others are at work anyway, and a code may lapse within a minute. */
const LOOK_MEANWHILE_MS = 1_000;

/**
 * Invites a person and records what came of it. In one process it waits; under a state machine
 * the gathering ends here, once nobody else has anything to do, and looks again later.
 */
export async function recordedPersonLogin(
  options: RecorderOptions,
  places: Semaphore,
  observe: Observe,
  login: PersonLogin,
): Promise<PersonLoggedIn> {
  const key = personLoginKey(login);
  const arrival = await observe(key, async () => {
    const kept = concealed(options.vault, await awaited(options, places, login));
    await options.secretsSealed?.();
    return kept as unknown as JsonValue;
  });
  return {
    index: options.journal.find(key)?.index ?? 0,
    arrival: arrival as unknown as Arrival,
  };
}

/** What came of an invitation. Throws `Paused` where this process is not the one to wait for it. */
async function awaited(
  { people, clock, runId, signal, deadline }: RecorderOptions,
  places: Semaphore,
  login: PersonLogin,
): Promise<Arrival> {
  if (people === undefined) throw new Error('this run has no way to ask a person to log in');
  for (;;) {
    // A code is taken only where there is time left to use it.
    if (deadline !== undefined && clock.now() >= deadline) throw new Paused(clock.now());
    const { granted } = places;
    const met = await people.meet({ ...login, runId: runId ?? '' }, signal);
    if (signal?.aborted === true) throw new Paused(clock.now());
    if (met !== undefined) return met;
    await clock.sleep(LOOK_MEANWHILE_MS, signal);
    if (places.isIdle && places.granted === granted) {
      const seconds = people.lookAgainSeconds?.() ?? LOOK_AGAIN_SECONDS;
      throw new Paused(clock.now() + seconds * 1000);
    }
  }
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
    case 'done':
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

/** Puts into the journal that what people brought so far has been used, where anybody has. */
export function notePause(journal: Journal, clock: Clock): void {
  if (!journal.keys.some((key) => key.endsWith('/person/authorize'))) return;
  const at = new Date(clock.now()).toISOString();
  journal.add({ kind: 'observation', key: GATHERING_PAUSED, probe: 'callback', at, value: true });
}
