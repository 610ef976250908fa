import type { Item } from './batch.ts';

/** A cursor that this store did not hand out. */
export class BadCursor extends Error {
  constructor() {
    super('the cursor "from" is not one that this list gave');
    this.name = 'BadCursor';
  }
}

/** Where a list goes on, in letters that may stand in a URL. */
export const cursorOf = (key: Item): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** The key behind a cursor; throws `BadCursor` for anything else. */
export function keyOf(cursor: string): Item {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new BadCursor();
  }
  if (typeof key !== 'object' || key === null || Array.isArray(key)) throw new BadCursor();
  if (Object.values(key).some((value) => typeof value !== 'string')) throw new BadCursor();
  return key as Item;
}
