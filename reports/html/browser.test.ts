import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleJournal } from '../../test/sample-journal.ts';
import { sampleBaseline, sampleResults } from '../../test/sample-results.ts';
import { hostileJournal, hostileResults } from '../../test/wide-results.ts';
import { renderHtml } from './render-html.ts';

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

/** Runs in the page: texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
const POOR_CONTRAST = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (colors) => {
    for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  };
  const found = new Set();
  let looked = 0;
  for (const element of document.querySelectorAll('main *, header *, nav *')) {
    if (element.closest('svg') || ![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    looked += 1;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const a = luminance([...grounds, getComputedStyle(element).color]);
    const b = luminance(grounds);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.add(element.className + ' ' + element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return looked > 100 ? [...found] : ['only ' + looked + ' texts'];
})()`;

describe.skipIf(BROWSER === undefined)(
  `the report in a browser${BROWSER === undefined ? ' (skipped: no Chromium in /usr/bin)' : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-report-'));
    const pages = { sample: join(folder, 'sample.html'), hostile: join(folder, 'hostile.html') };
    let browser: Browser;

    beforeAll(async () => {
      writeFileSync(
        pages.sample,
        renderHtml(sampleResults(), sampleJournal(), { baseline: sampleBaseline() }),
      );
      writeFileSync(pages.hostile, renderHtml(hostileResults(), hostileJournal()));
      browser = await chromium.launch({
        executablePath: BROWSER ?? '',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      });
    });

    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const opened = async (
      file: string,
      options: { width?: number; javaScriptEnabled?: boolean; colorScheme?: 'dark' | 'light' } = {},
    ): Promise<{ page: Page; complaints: string[]; requests: string[] }> => {
      const { width = 1280, ...context } = options;
      const page = await browser.newPage({ viewport: { width, height: 900 }, ...context });
      const [complaints, requests]: [string[], string[]] = [[], []];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`));
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      return { page, complaints, requests };
    };

    it.each(Object.entries(pages))(
      '%s: nothing is fetched, refused or thrown',
      async (_name, file) => {
        const { page, complaints, requests } = await opened(file);
        expect(complaints).toEqual([]);
        expect(requests).toEqual([pathToFileURL(file).href]);
        await page.close();
      },
    );

    it.each([
      ['sample', 360],
      ['sample', 390],
      ['hostile', 390],
      ['hostile', 1280],
    ] as const)('%s: nothing sticks out at %i pixels, all unfolded', async (name, width) => {
      const { page } = await opened(pages[name], { width });
      await page.evaluate(
        'document.querySelectorAll("details").forEach((d) => { d.open = true; })',
      );
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        width,
      );
      await page.close();
    });

    it('the keyboard reaches the skip link first, then the sections, and opens a check', async () => {
      const { page } = await opened(pages.sample);
      const focused = () => page.evaluate('document.activeElement?.textContent?.trim()');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the report');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement?.id')).toBe('main');
      const check = page.locator('details.check').first();
      await check.locator('summary').first().focus();
      await page.keyboard.press('Enter');
      expect(await check.getAttribute('open')).not.toBeNull();
      await page.close();
    });

    it('the filter narrows by words and verdict and says how many are left', async () => {
      const { page } = await opened(pages.sample);
      await page.getByRole('searchbox').fill('family gender');
      await page.getByText(/^\d+ of 40 checks$/).waitFor();
      await page.getByRole('button', { name: /^Failed/ }).click();
      const left = page.locator('details.check:not([hidden])');
      expect(await left.count()).toBe(2);
      await page.close();
    });

    it('a link into folded parts opens them', async () => {
      const { page } = await opened(pages.sample);
      await page.evaluate('location.hash = "#x11"');
      await page.locator('#x11').waitFor({ state: 'visible' });
      await page.close();
    });

    it('without scripts everything is there and no dead control is shown', async () => {
      const { page, complaints } = await opened(pages.sample, { javaScriptEnabled: false });
      expect(complaints).toEqual([]);
      expect(await page.locator('#tools').isVisible()).toBe(false);
      expect(await page.locator('details.check').count()).toBeGreaterThan(10);
      await page.close();
    });

    it.each(['light', 'dark'] as const)('words can be read in %s', async (colorScheme) => {
      const { page } = await opened(pages.sample, { colorScheme });
      const poor = await page.evaluate(POOR_CONTRAST);
      expect(poor).toEqual([]);
      await page.close();
    });
  },
);
