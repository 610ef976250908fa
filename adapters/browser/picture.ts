import type { Page } from 'playwright-core';
import type { Filling } from '../../core/browser-port.ts';
import { HEIGHT, inPage, SHOWS_VALUE } from './in-page.ts';
import { SHORTEST_SOUGHT } from './session.ts';
import { within } from './within.ts';

/** Wide enough for pages not to take it for a telephone. */
const WIDTH = 900;
/** A long list of scopes is worth seeing to its end; what is longer is cut. */
const TALLEST = 1_600;
/** Words stay legible, and a report with a picture of each login stays small. */
const QUALITY = 30;
const PATIENCE_MS = 5_000;

/**
 * A picture of a page, password fields and what was filled in as a secret painted over. None where
 * a secret stands in the page's text, since nobody knows where.
 */
export async function pictureOf(
  page: Page,
  secrets: readonly Filling[],
): Promise<Uint8Array | undefined> {
  const frames = page.frames();
  const sought = secrets
    .map(({ value }) => value)
    .filter((value) => value.length >= SHORTEST_SOUGHT);
  const selectors = ['input[type=password]', ...secrets.map(({ selector }) => selector)];
  for (const frame of frames) {
    const shows = await within(
      PATIENCE_MS,
      frame.evaluate<boolean>(inPage(SHOWS_VALUE, { values: sought, masked: selectors })),
    );
    // A page that does not say what it shows is not shown.
    if (shows !== false) return undefined;
  }
  const height = await within(PATIENCE_MS, page.evaluate<number>(inPage(HEIGHT)));
  if (height === undefined) return undefined;
  return within(
    PATIENCE_MS,
    page.screenshot({
      type: 'jpeg',
      quality: QUALITY,
      fullPage: true,
      clip: { x: 0, y: 0, width: WIDTH, height: Math.min(Math.max(height, 200), TALLEST) },
      mask: frames.flatMap((frame) =>
        selectors.map((selector) => frame.locator(`css=${selector}`)),
      ),
      animations: 'disabled',
      timeout: PATIENCE_MS,
    }),
  );
}
