import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { JournalEntry } from '../../core/exchange.ts';
import type { Pictures } from '../../core/pictures.ts';
import type { CheckResult, Results } from '../../core/results.ts';
import { VERDICTS } from '../../core/verdict.ts';
import { counted, plainText } from '../plain-text.ts';
import { VERDICT_WORDS } from '../words.ts';
import { allowancesFor } from './allowance.ts';
import { causeViews } from './cause-view.ts';
import { changesView } from './changes-view.ts';
import { anchorsOf, checkViews, isTold, textLength } from './check-view.ts';
import { criteriaViews } from './criteria-view.ts';
import { evidenceShelf } from './evidence-view.ts';
import { groupViews, matrixView } from './group-view.ts';
import { guideViews, notCheckedViews } from './guide-view.ts';
import { screenshots } from './screenshot-view.ts';
import { SCRIPT } from './script.ts';
import { STYLESHEET } from './stylesheet.ts';
import { aboutFacts, mastheadView, summaryView } from './summary-view.ts';
import { ABOUT, GUIDE, NOT_CHECKED, PAGES, TRAFFIC } from './templates/appendix.ts';
import {
  ADVICE,
  CAUSES,
  CHECK,
  CITES,
  EVIDENCE,
  FINDING,
  GROUP,
  GROUPS,
  PICTURED,
} from './templates/checks.ts';
import { CHANGES, CRITERIA, MATRIX, SUMMARY } from './templates/overview.ts';
import { PAGE } from './templates/page.ts';
import { listedExchanges, trafficView } from './traffic-view.ts';

export interface HtmlOptions {
  /** An earlier run; the page then says what changed. */
  readonly baseline?: Results;
  /** Pictures that the journal refers to. */
  readonly pictures?: Pictures;
}

const handlebars = Handlebars.create();

const PARTIALS = {
  summary: SUMMARY,
  changes: CHANGES,
  criteria: CRITERIA,
  matrix: MATRIX,
  causes: CAUSES,
  groups: GROUPS,
  advice: ADVICE,
  group: GROUP,
  check: CHECK,
  cites: CITES,
  pictured: PICTURED,
  pages: PAGES,
  finding: FINDING,
  evidence: EVIDENCE,
  guide: GUIDE,
  notChecked: NOT_CHECKED,
  traffic: TRAFFIC,
  about: ABOUT,
};

for (const [name, source] of Object.entries(PARTIALS))
  handlebars.registerPartial(name, handlebars.compile(source, { strict: true }));

const page = handlebars.compile(PAGE, { strict: true });

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is fetched and nothing runs but the two blocks named by their hashes (CSP Level 3). */
const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLESHEET)}`,
  `script-src ${hashOf(SCRIPT)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Our own text, whose hash must match byte for byte. */
const ours = (text: string): Handlebars.SafeString => new Handlebars.SafeString(text);

const filtersOf = (checks: readonly CheckResult[]) =>
  VERDICTS.map((verdict) => ({
    verdict,
    word: VERDICT_WORDS[verdict].word,
    count: checks.filter((check) => check.verdict === verdict).length,
  })).filter(({ count }) => count > 0);

interface Section {
  readonly anchor: string;
  readonly title: string;
  readonly count: number | '';
}

const sectionsOf = (sections: readonly (Section | false)[]): readonly Section[] =>
  sections.filter((section) => section !== false);

/**
 * The report as one self-contained page: an answer for those who decide, causes and evidence for
 * those who mend, changes for those who watch.
 */
export function renderHtml(
  results: Results,
  journal: readonly JournalEntry[],
  { baseline, pictures = new Map() }: HtmlOptions = {},
): string {
  const { run, tool, checks } = results;
  const anchors = anchorsOf(checks);
  const listed = listedExchanges(journal);
  const tellable = checks.filter(isTold).length;
  const allowances = allowancesFor({
    told: tellable,
    quiet: checks.length - tellable,
    requests: listed.size,
    texts: checks.reduce((sum, check) => sum + textLength(check), 0),
  });
  const shelf = evidenceShelf(journal, run.target.fhirBaseUrl, allowances.evidence);
  const pages = screenshots(journal, pictures, checks, anchors);
  const told = checkViews(checks, anchors, {
    shelf,
    listed,
    allowance: allowances.findings,
    picturedIn: pages.anchorsFor,
  });
  const isAdvice = ({ advice }: CheckResult): boolean => advice === true;
  const causes = causeViews(results, anchors);
  const advice = groupViews(results, isAdvice, anchors, told, listed, 'advice', pages.anchorsFor);
  const guide = guideViews(results);
  const notChecked = notCheckedViews(results);
  const traffic = trafficView(journal, run.target.fhirBaseUrl);
  const leftOut = shelf.leftOut();
  return page({
    policy: ours(POLICY),
    stylesheet: ours(STYLESHEET),
    script: ours(SCRIPT),
    version: plainText(tool.version, 60),
    masthead: mastheadView(results),
    sections: sectionsOf([
      { anchor: 'summary', title: 'Summary', count: '' },
      baseline !== undefined && { anchor: 'changes', title: 'What changed', count: '' },
      { anchor: 'readiness', title: 'Readiness', count: results.criteria.length },
      { anchor: 'overview', title: 'Area by area', count: '' },
      causes.length > 0 && { anchor: 'causes', title: 'Causes', count: causes.length },
      {
        anchor: 'checks',
        title: 'Checks',
        count: checks.filter((check) => !isAdvice(check)).length,
      },
      advice.length > 0 && {
        anchor: 'advice',
        title: 'Advice',
        count: checks.filter(isAdvice).length,
      },
      guide.entries.length > 0 && {
        anchor: 'data-guide',
        title: 'Data guide',
        count: results.dataGuide.length,
      },
      { anchor: 'not-checked', title: 'Not checked', count: notChecked.length },
      pages.views.length > 0 && {
        anchor: 'pages',
        title: 'Pages seen',
        count: pages.views.length,
      },
      traffic !== null && { anchor: 'requests', title: 'Requests', count: traffic.lines.length },
      { anchor: 'about', title: 'About this run', count: '' },
    ]),
    summary: summaryView(results, anchors),
    changes: baseline === undefined ? null : changesView(baseline, results, anchors),
    criteria: criteriaViews(results, anchors),
    matrix: matrixView(results, 'area'),
    causes,
    filters: filtersOf(checks),
    limits:
      leftOut === 0
        ? null
        : `To keep this page small, ${counted(leftOut, 'exchange')} are named but not shown; all of them are in exchanges.ndjson.gz.`,
    groups: groupViews(
      results,
      (check) => !isAdvice(check),
      anchors,
      told,
      listed,
      'area',
      pages.anchorsFor,
    ),
    advice,
    guide,
    notChecked,
    pages: pages.views.length === 0 ? null : pages,
    traffic,
    facts: aboutFacts(results),
    words: VERDICTS.map((verdict) => ({ verdict, ...VERDICT_WORDS[verdict] })),
  });
}
