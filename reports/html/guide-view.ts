import type { Results } from '../../core/results.ts';
import { clipped, plainText } from '../plain-text.ts';
import { type Allowance, allowanceOf } from './allowance.ts';

export interface GuideView {
  readonly load: string;
  readonly requirement: string;
  readonly example: string | null;
}

export interface NotCheckedView {
  readonly what: string;
  readonly count: number;
  readonly why: string;
}

const LONGEST_EXAMPLE = 3_000;
const EXAMPLE_CHARACTERS = 200_000;
const MOST_ENTRIES = 300;

/** What to load so that what could not be shown can be. */
export const guideViews = (
  { dataGuide }: Results,
  allowance: Allowance = allowanceOf(EXAMPLE_CHARACTERS),
): { readonly entries: readonly GuideView[]; readonly more: number } => ({
  entries: dataGuide.slice(0, MOST_ENTRIES).map(({ load, requirement, example }) => {
    const text = plainText(clipped(JSON.stringify(example, null, 2), LONGEST_EXAMPLE));
    return {
      load: plainText(load, 400),
      requirement: plainText(requirement, 200),
      example: allowance.take(text.length * 1.5) ? text : null,
    };
  }),
  more: Math.max(0, dataGuide.length - MOST_ENTRIES),
});

/** What nobody looked at, said rather than passed over. */
export const notCheckedViews = ({ notChecked }: Results): readonly NotCheckedView[] =>
  notChecked.slice(0, MOST_ENTRIES).map(({ what, count, why }) => ({
    what: plainText(what, 300),
    count,
    why: plainText(why, 300),
  }));
