/**
 * How much the page may still hold. A report must open at once and travel by mail, so what would
 * make it larger than 3 MB is left out and said to be.
 */
export interface Allowance {
  /** True when there was room; takes it. */
  take(characters: number): boolean;
  /** How many times there was no room. */
  refused(): number;
}

/** An allowance of so many characters. */
export function allowanceOf(characters: number): Allowance {
  let [left, refusals] = [characters, 0];
  return {
    take(wanted) {
      if (wanted > left) {
        refusals += 1;
        return false;
      }
      left -= wanted;
      return true;
    },
    refused: () => refusals,
  };
}
