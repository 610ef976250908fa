import type { Frame, Locator, Page } from 'playwright-core';
import type { BrowserAction } from '../../core/browser-port.ts';
import { inPage, SHOWS_TEXT } from './in-page.ts';
import { within } from './within.ts';

/** One action on an element that is there takes far less. */
const ACT_MS = 5_000;
const LOOK_MS = 2_000;
/** A click that leads on shows it within this time. */
const LEADS_ON_MS = 200;

const locate = (frame: Frame, selector: string): Locator => frame.locator(`css=${selector}`);

/** Everything that a step looks for, in the order of its members. */
export const selectorsOf = (action: BrowserAction): readonly string[] => [
  ...(action.waitFor === undefined ? [] : [action.waitFor]),
  ...action.fill.map(({ selector }) => selector),
  ...action.choose.map(([selector]) => selector),
  ...action.uncheck,
  ...action.check,
  ...(action.click === undefined ? [] : [action.click]),
];

const isVisible = async (frame: Frame, selector: string): Promise<boolean> =>
  ((await within(LOOK_MS, locate(frame, selector).filter({ visible: true }).count())) ?? 0) > 0;

/** Boxes are often hidden behind what is drawn in their place. */
const isThere = async (frame: Frame, selector: string): Promise<boolean> =>
  ((await within(LOOK_MS, locate(frame, selector).count())) ?? 0) > 0;

/** Whether a frame shows all that a step needs. */
export async function fits(action: BrowserAction, frame: Frame, page: Page): Promise<boolean> {
  const { open, waitFor, waitForUrl, expectText, fill, choose, check, uncheck, click } = action;
  // What it needs comes after the address that it goes to.
  if (open !== undefined) return frame === page.mainFrame();
  if (waitForUrl !== undefined && !frame.url().includes(waitForUrl)) return false;
  const seen = [
    ...(waitFor === undefined ? [] : [waitFor]),
    ...fill.map(({ selector }) => selector),
    ...choose.map(([selector]) => selector),
    ...(click === undefined ? [] : [click]),
  ];
  for (const selector of seen) if (!(await isVisible(frame, selector))) return false;
  for (const selector of [...check, ...uncheck]) {
    if (!(await isThere(frame, selector))) return false;
  }
  if (expectText === undefined) return true;
  const shown = await within(LOOK_MS, frame.evaluate<boolean>(inPage(SHOWS_TEXT, expectText)));
  return shown === true;
}

/**
 * Does what a step says in a frame that shows it; `beforeClick` is called when all is filled in.
 * Says what went wrong where something could not be done.
 */
export async function perform(
  action: BrowserAction,
  frame: Frame,
  page: Page,
  beforeClick: () => Promise<void>,
): Promise<string | undefined> {
  let doing = '';
  try {
    if (action.open !== undefined) {
      doing = `going to ${action.open}`;
      await page.goto(action.open, { waitUntil: 'commit', timeout: action.timeoutMs });
      const { open: _done, ...rest } = action;
      const until = Date.now() + action.timeoutMs;
      while (!(await fits(rest, frame, page))) {
        if (Date.now() > until) return `${action.open} does not show what the step needs`;
        await page.waitForTimeout(100);
      }
    }
    for (const { selector, value } of action.fill) {
      doing = `filling "${selector}"`;
      await first(frame, selector).fill(value, { timeout: ACT_MS });
    }
    for (const [selector, option] of action.choose) {
      doing = `choosing in "${selector}"`;
      await first(frame, selector).selectOption(option, { timeout: ACT_MS });
    }
    for (const selector of action.uncheck) {
      doing = `clearing "${selector}"`;
      await setAll(frame, selector, false);
    }
    for (const selector of action.check) {
      doing = `setting "${selector}"`;
      await setAll(frame, selector, true);
    }
    await beforeClick();
    if (action.click === undefined) return undefined;
    doing = `pressing "${action.click}"`;
    const moved = page.waitForEvent('framenavigated', { timeout: LEADS_ON_MS }).catch(() => {});
    await first(frame, action.click).click({ timeout: ACT_MS, noWaitAfter: true });
    await moved;
    return undefined;
  } catch (error) {
    const [said = ''] = String((error as Error).message).split('\n');
    return `${doing} did not work: ${said.slice(0, 200)}`;
  }
}

const first = (frame: Frame, selector: string): Locator =>
  locate(frame, selector).filter({ visible: true }).first();

async function setAll(frame: Frame, selector: string, on: boolean): Promise<void> {
  const all = locate(frame, selector);
  const count = await all.count();
  for (let at = 0; at < count; at += 1) {
    const element = all.nth(at);
    // A box drawn by a script is no input and says by an attribute that it is on (WAI-ARIA 1.2).
    const drawn = await element.getAttribute('aria-checked', { timeout: ACT_MS });
    const isOn = drawn === null ? await element.isChecked({ timeout: ACT_MS }) : drawn === 'true';
    if (isOn === on) continue;
    const isSeen = await element.isVisible();
    // A box that is drawn otherwise is pressed by script, as its label would.
    if (isSeen) await element.click({ timeout: ACT_MS });
    else await element.dispatchEvent('click');
  }
}
