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

const MOST_CHARACTERS = 2_800_000;
/** What a check told in full, one on a line and a request listed take beside their texts, measured. */
const TOLD = 560;
const QUIET = 200;
const REQUEST = 290;

/** What findings and evidence may take beside the rows that stand on the page in any case. */
export function allowancesFor(rows: {
  readonly told: number;
  readonly quiet: number;
  readonly requests: number;
  /** Characters of the checks' own texts. */
  readonly texts: number;
}): { readonly findings: Allowance; readonly evidence: Allowance } {
  const fixed = rows.told * TOLD + rows.quiet * QUIET + rows.requests * REQUEST + rows.texts;
  const left = Math.max(100_000, MOST_CHARACTERS - fixed);
  return {
    findings: allowanceOf(Math.min(500_000, left * 0.35)),
    evidence: allowanceOf(Math.min(900_000, left * 0.65)),
  };
}
