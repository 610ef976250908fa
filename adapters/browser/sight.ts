import type { Frame, Page } from 'playwright-core';
import type { BrowserLook, Candidate } from '../../core/browser-port.ts';
import { CANDIDATES, inPage, VISIBLE_TEXT } from './in-page.ts';
import { within } from './within.ts';

/** A page caught in a loop does not say what it shows. */
const PATIENCE_MS = 2_000;
const LONGEST_TEXT = 2_000;
const MOST_CANDIDATES = 60;

export interface Words {
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

const plain = (text: string, most: number): string => {
  const words = text.replace(/\s+/g, ' ').trim();
  return words.length > most ? `${words.slice(0, most)}…` : words;
};

/** What a person would read in a window, frames included. */
export async function wordsOf(page: Page): Promise<Words> {
  const texts: string[] = [];
  for (const frame of page.frames()) {
    const text = await within(
      PATIENCE_MS,
      // Cut in the page: a huge one is not carried over.
      frame.evaluate<string>(inPage(VISIBLE_TEXT, LONGEST_TEXT * 4)),
    );
    if (text !== undefined) texts.push(text);
  }
  const title = await within(PATIENCE_MS, page.title());
  return {
    url: page.url(),
    title: plain(title ?? '', 200),
    text: plain(texts.join(' '), LONGEST_TEXT),
  };
}

/** What can be filled, chosen or pressed in a window, each by a selector that finds it. */
export async function candidatesOn(page: Page): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const frame of page.frames()) {
    found.push(
      ...((await within(
        PATIENCE_MS,
        frame.evaluate<Candidate[]>(inPage(CANDIDATES, MOST_CANDIDATES)),
      )) ?? []),
    );
  }
  return found.slice(0, MOST_CANDIDATES);
}

/** How many elements of a frame a selector matches; undefined for what is no selector. */
export const matchesIn = async (frame: Frame, selector: string): Promise<number | undefined> =>
  within(PATIENCE_MS, frame.locator(`css=${selector}`).count());

/** Counts over all frames of a window. */
export async function countsOn(
  page: Page,
  selectors: readonly string[],
): Promise<BrowserLook['selectors']> {
  const counts: { selector: string; matches: number }[] = [];
  for (const selector of selectors) {
    let matches = 0;
    for (const frame of page.frames()) matches += (await matchesIn(frame, selector)) ?? 0;
    counts.push({ selector, matches });
  }
  return counts;
}
