import type { SandboxOptions } from './server.ts';
import { ANSWER_TRAITS, type AnswerTrait } from './variation-answers.ts';
import { RECORD_TRAITS, type RecordTrait } from './variation-records.ts';
import { variations } from './variations.ts';

/** A conformant server: the ids of what makes it differ, and how to start it. */
export interface RandomServer {
  readonly traits: readonly string[];
  readonly options: SandboxOptions;
  /** Ids of the traits that have changed something so far. */
  readonly applied: ReadonlySet<string>;
}

/** Small and quick, of even spread (mulberry32); only the seed matters. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of each of these a server can be one at most. */
const EXCLUSIVE: readonly (readonly string[])[] = [
  ['tls-1.2-only', 'tls-1.3-only'],
  ['no-etag', 'strong-etag'],
  ['bulk-capability-urls', 'bulk-file-redirect'],
  ['bulk-polls-limited', 'bulk-polls-fail-at-times'],
  ['fractions', 'zero-offset'],
  ['charset', 'charset-quoted'],
  ['small-headers', 'loud-headers'],
  ['pretty-json', 'escaped-json'],
  // What has no record of its own has no id of its own either.
  ['contained-resources', 'long-ids'],
];

const RECORDS: Readonly<Record<string, RecordTrait>> = RECORD_TRAITS;
const ANSWERS: Readonly<Record<string, AnswerTrait>> = ANSWER_TRAITS;

/** Slow answers are tried by themselves, and unusual ones are told by requests alone, not by exports. */
const BY_THEMSELVES = new Set(['latency', 'unusual-answers']);

/** Every trait that a random server can have. */
export const allTraits: readonly string[] = [
  ...variations.map(({ id }) => id).filter((id) => !BY_THEMSELVES.has(id)),
  ...Object.keys(RECORDS),
  ...Object.keys(ANSWERS),
];

/** The traits of the server of one seed. */
export function traitsOf(seed: number): readonly string[] {
  const random = randomOf(seed);
  const density = 0.1 + random() * 0.5;
  const chosen = allTraits.filter(() => random() < density);
  const barred = new Set(
    EXCLUSIVE.flatMap((group) => {
      const both = group.filter((id) => chosen.includes(id));
      const kept = both[Math.floor(random() * both.length)];
      return both.filter((id) => id !== kept);
    }),
  );
  return chosen.filter((id) => !barred.has(id));
}

/** A server with these traits. */
export function serverWith(traits: readonly string[], seed = 0): RandomServer {
  const random = randomOf(seed + 1);
  const applied = new Set<string>();
  const records = traits.filter((id) => id in RECORDS);
  const answers = traits.filter((id) => id in ANSWERS);
  const told = <T>(id: string, before: T, after: T): T => {
    if (!applied.has(id) && JSON.stringify(before) !== JSON.stringify(after)) applied.add(id);
    return after;
  };
  return {
    traits,
    applied,
    options: {
      faults: traits.filter((id) => !(id in RECORDS) && !(id in ANSWERS)),
      onVaried: (id) => applied.add(id),
      usCore: random() < 0.5 ? '6.1.0' : '7.0.0',
      smart: random() < 0.5 ? '2.0.0' : '2.2.0',
      bulk: random() < 0.5 ? '1.0.1' : '2.0.0',
      tokenLifetimeSeconds: 300 + Math.floor(random() * 3300),
      // A busy machine takes seconds over what expires in them.
      shortLifetimeSeconds: 30,
      exportPolls: 2 + Math.floor(random() * 4),
      pageSize: [1, 3, 7, 20, 100][Math.floor(random() * 5)] ?? 20,
      alter: (record) =>
        records.reduce((left, id) => told(id, left, RECORDS[id]?.(left) ?? left), record),
      reshape: (reply, incoming) =>
        answers.reduce((left, id) => told(id, left, ANSWERS[id]?.(left, incoming) ?? left), reply),
    },
  };
}
