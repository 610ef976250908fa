import type { Look } from './look.ts';
import type { Sight } from './presence.ts';

/** What a look saw over many resources, up to the first that shows it. */
export interface Tally<Item> {
  /** The first that shows it. */
  readonly shown?: Item;
  readonly total: number;
  /** How many gave each lesser sight. */
  readonly counts: Readonly<Record<Exclude<Sight, 'shown'>, number>>;
}

/** One populated occurrence over all resources is enough; the rest need not be looked at. */
export function tally<Item>(
  items: Iterable<Item>,
  resourceOf: (item: Item) => unknown,
  look: Look,
): Tally<Item> {
  const counts = { absent: 0, 'extension-only': 0, 'data-absent-reason': 0, 'other-value': 0 };
  let total = 0;
  for (const item of items) {
    total += 1;
    const sight = look(resourceOf(item));
    if (sight === 'shown') return { shown: item, total, counts };
    counts[sight] += 1;
  }
  return { total, counts };
}
