import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../core/exchange.ts';
import type { Results } from '../../core/results.ts';
import { sampleJournal } from '../../test/sample-journal.ts';
import { resultsOver, sampleBaseline, sampleResults } from '../../test/sample-results.ts';
import {
  HOSTILE,
  hostileJournal,
  hostileResults,
  wideJournal,
  wideResults,
} from '../../test/wide-results.ts';
import { renderHtml } from './render-html.ts';

const sample = renderHtml(sampleResults(), sampleJournal(), { baseline: sampleBaseline() });
const empty = renderHtml(resultsOver([], { criteria: [], groups: [] }), []);
const hostile = renderHtml(hostileResults(), hostileJournal(), {
  baseline: hostileResults('other'),
});

const pages: readonly (readonly [string, string])[] = [
  ['the sample', sample],
  ['an empty run', empty],
  ['a hostile server', hostile],
];

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe.each(pages)('the page of %s', (_case, html) => {
  const $ = load(html);

  it('admits by its policy exactly the one stylesheet and the one script', () => {
    const policy = $('meta[http-equiv="Content-Security-Policy"]').attr('content') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect([$('style').length, $('script').length]).toEqual([1, 1]);
    expect(policy).toContain(`style-src ${hashOf($('style').text())};`);
    expect(policy).toContain(`script-src ${hashOf($('script').text())};`);
  });

  it('states its policy before anything that the policy governs', () => {
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  it('loads nothing and has no markup but its own', () => {
    expect($('img, iframe, object, embed, link, base, form, video, audio, source').length).toBe(0);
    expect($('[src], [srcset], [style], [data], [action], [background]').length).toBe(0);
    const attributes = $('*')
      .toArray()
      .flatMap((element) => Object.keys($(element).attr() ?? {}));
    expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
    expect($('style').text()).not.toMatch(/url\(|@import/);
  });

  it('links only within itself, or by http and https without a referrer', () => {
    for (const element of $('a').toArray()) {
      const href = element.attribs['href'] ?? '';
      if (href.startsWith('#')) continue;
      expect(href).toMatch(/^https?:\/\//);
      expect(element.attribs['rel']).toContain('noreferrer');
    }
  });

  it('has each id once, and somewhere to land for each link within it', () => {
    const ids = $('[id]')
      .toArray()
      .map((element) => element.attribs['id']);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const targets = $('a[href^="#"]')
      .toArray()
      .map((element) => element.attribs['href']?.slice(1));
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('has landmarks, one first heading and no heading level left out', () => {
    expect([
      $('main').length,
      $('nav[aria-label]').length,
      $('header').length,
      $('h1').length,
    ]).toEqual([1, 1, 1, 1]);
    const levels = $('h1, h2, h3, h4, h5')
      .toArray()
      .map(({ tagName }) => Number(tagName.slice(1)));
    const jumps = levels.filter((level, at) => level - (levels[at - 1] ?? 0) > 1);
    expect(jumps).toEqual([]);
  });

  it('gives each picture a text alternative, or hides it where the numbers stand beside it', () => {
    for (const element of $('svg').toArray()) {
      const { role, 'aria-label': label, 'aria-hidden': hidden } = element.attribs;
      expect(hidden === 'true' || (role === 'img' && (label ?? '') !== '')).toBe(true);
    }
  });

  it('never says that anything is certified', () => {
    expect($('main').text().toLowerCase()).not.toMatch(/\bcertified\b/);
  });
});

describe('what a server sent', () => {
  it('is shown and not obeyed', () => {
    const $ = load(hostile);
    expect($('body').text()).toContain('<script>alert(1)</script>');
    expect(hostile).not.toContain('<img src=x');
    expect(hostile).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be absent
    expect(hostile).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(hostile.isWellFormed()).toBe(true);
    expect($('body').text()).toContain('⟨U+202E⟩');
  });

  it('is cut where it is a megabyte long', () => {
    const page = renderHtml(
      hostileResults('<b>'.repeat(350_000)),
      hostileJournal('&'.repeat(1_000_000)),
    );
    expect(page.length).toBeLessThan(1_000_000);
  });

  it('may lie in any member without stopping the page', () => {
    for (const text of ['', ' ', '{{', '}}', '__proto__', 'constructor', '%', '#', HOSTILE])
      expect(() => renderHtml(hostileResults(text), hostileJournal(text))).not.toThrow();
  });
});

describe('what a reader finds', () => {
  const $ = load(sample);

  it('an answer in plain words first', () => {
    expect($('main h2').first().text()).toBe('Can our records travel?');
    expect($('.said').text()).toBe('Not yet.');
  });

  it.each([
    ['the element concerned, marked', '#e5 mark', '"birthDate": "1979-02-11"'],
    ['the request as a command', '#e5 .curl', "-H 'Authorization: Bearer redacted-access_token-1'"],
    ['the missing header, said', '#e2 .fine', 'The answer has no header Cache-Control.'],
    ['the remedy', '.causes .remedy', 'Index the search parameters family and gender'],
    [
      'what could not be asked',
      '#check-bulk\\.kick-off',
      'No answer came in time. Nothing within 30 s.',
    ],
    ['an attestation with its name', '#check-attestation\\.revocation', 'Dr. Lena Fischer'],
    ['a waiver with its end', '#check-standalone\\.id-token', 'Waived until 2027-01-31'],
    ['advice apart', '#advice', 'Patient versions can be read'],
    ['what to load', '#data-guide', 'Load an Immunization for patient 85.'],
    ['what nobody looked at', '#not-checked', 'codes of http://snomed.info/sct'],
    ['what changed', '#changes', 'Passed → Failed'],
    [
      'the same finding in other places',
      '.findings',
      'Likewise 1 more time: AllergyIntolerance/a3',
    ],
  ])('%s', (_case, selector, text) => expect($(selector).text()).toContain(text));

  it('advice in no count of the areas', () => {
    expect($('#checks').text()).not.toContain('Patient versions can be read');
  });

  it.each([
    ['unreachable', 'We could not find out.'],
    ['interrupted', 'Not yet.'],
  ] as const)('the answer of a run that is %s', (status, answer) => {
    const base = sampleResults();
    const page = load(renderHtml({ ...base, run: { ...base.run, status } }, []));
    expect(page('.said').text()).toBe(answer);
    expect(page('.notice').text()).not.toBe('');
  });

  it('yes where all is shown', () => {
    const checks = sampleResults().checks.filter(({ verdict }) => verdict === 'pass');
    const base = resultsOver(checks);
    const criteria = base.criteria.filter(({ readiness }) => readiness === 'ready');
    const page = load(renderHtml({ ...base, criteria }, sampleJournal()));
    expect(page('.said').text()).toBe('Yes, as far as this pre-check can see.');
    expect(page('.in-the-way').length).toBe(0);
  });
});

describe('a page of 2,500 checks and 1,200 exchanges', () => {
  const journal: readonly JournalEntry[] = wideJournal(1_200);
  it.each<readonly [string, Results]>([
    [
      'mostly passed',
      wideResults(2_500, (at) => (at % 12 === 0 ? 'fail' : at % 7 === 0 ? 'skip' : 'pass')),
    ],
    ['all failed', wideResults(2_500, () => 'fail')],
  ])('%s, is under 3 MB', (_case, results) => {
    const page = renderHtml(results, journal);
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  });

  it('says what it leaves out', () => {
    const page = renderHtml(
      wideResults(2_500, () => 'fail'),
      journal,
    );
    expect(page.match(/To keep this page small, [\d,]+ exchanges are named/)).not.toBeNull();
    expect(page.match(/5 findings in results.json; left out/)).not.toBeNull();
  });
});
