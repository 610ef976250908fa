import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../core/exchange.ts';
import { sampleJournal } from '../../test/sample-journal.ts';
import { sampleResults } from '../../test/sample-results.ts';
import { renderHtml } from './render-html.ts';

const FILE = 'screenshot-0123456789abcdef.jpg';

const login = (index: number, round: string, file = FILE): JournalEntry => ({
  kind: 'observation',
  index,
  key: `${round}/authorize/browser`,
  probe: 'authorization',
  at: '2026-11-23T00:00:00.000Z',
  value: { pictures: [{ name: 'last', file }] },
});

const results = sampleResults();
const [first, ...rest] = results.checks;
if (first === undefined) throw new Error('the sample has no checks');
const citing = { ...results, checks: [{ ...first, exchanges: [900] }, ...rest] };

const rendered = (entries: readonly JournalEntry[], bytes = 3): string =>
  renderHtml(citing, [...sampleJournal(), ...entries], {
    pictures: new Map([
      [FILE, new Uint8Array(bytes)],
      ['screenshot-ffff.jpg', new Uint8Array(bytes)],
    ]),
  });

describe('pictures of login pages', () => {
  it('are on the page once, however many logins showed them, and linked with the check', () => {
    const html = rendered([login(900, 'standalone'), login(901, '<b>ehr')]);
    expect(html.match(/<img /g)).toHaveLength(1);
    expect(html).toContain('src="data:image/jpeg;base64,');
    expect(html).toContain('Seen in 2 logins: standalone and &lt;b&gt;ehr');
    expect(html).toContain('href="#page-1">picture</a>');
    expect(html).toContain('<a href="#pages">Pages seen <span>1</span></a>');
  });

  it('are left out where the page would get too large, and this is said', () => {
    const html = rendered([login(900, 'one'), login(901, 'two', 'screenshot-ffff.jpg')], 600_000);
    expect(html.match(/<img /g)).toHaveLength(1);
    expect(html).toContain('1 further picture in the run folder');
  });

  it('are no section where there are none', () => {
    expect(rendered([])).not.toContain('id="pages"');
  });
});
