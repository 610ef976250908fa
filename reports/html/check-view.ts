import type { CheckResult } from '../../core/results.ts';
import type { Verdict } from '../../core/verdict.ts';
import { counted, plainText } from '../plain-text.ts';
import { VERDICT_WORDS } from '../words.ts';
import type { Allowance } from './allowance.ts';
import type { EvidenceShelf, EvidenceView } from './evidence-view.ts';
import { type FindingView, findingViews } from './finding-view.ts';

export interface CheckView {
  readonly anchor: string;
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly verdict: Verdict;
  readonly word: string;
  readonly sign: string;
  readonly message: string;
  readonly citations: string;
  readonly requirements: string;
  readonly waiver: string | null;
  readonly attestation: string | null;
  readonly findings: readonly FindingView[];
  readonly leftOut: string | null;
  readonly evidence: readonly EvidenceView[];
  readonly exchanges: readonly number[];
  readonly moreExchanges: number;
  /** Anchors of pictures of the pages that it looked at. */
  readonly pictured: readonly string[];
}

const MOST_EXCHANGES = 12;

/** A fragment that stays the same from run to run, so that links to it do. */
const slugOf = (id: string): string => `check-${id.slice(0, 120).replace(/[^\w.-]/g, '_')}`;

/** Anchors for checks; ids that fall together are counted. */
export function anchorsOf(checks: readonly CheckResult[]): ReadonlyMap<CheckResult, string> {
  const taken = new Map<string, number>();
  return new Map(
    checks.map((check) => {
      const slug = slugOf(check.id);
      const times = (taken.get(slug) ?? 0) + 1;
      taken.set(slug, times);
      return [check, times === 1 ? slug : `${slug}_${times}`];
    }),
  );
}

const waiverWords = ({ waiver }: CheckResult): string | null =>
  waiver === undefined ? null : plainText(`Waived until ${waiver.expires}: ${waiver.reason}`, 600);

const attestationWords = ({ attestation }: CheckResult): string | null =>
  attestation === undefined
    ? null
    : plainText(`Stated by ${attestation.by} on ${attestation.on}: ${attestation.text}`, 800);

const weightOf = (views: readonly FindingView[]): number =>
  views.reduce(
    (sum, { message, contrast, remedy, also, where }) =>
      sum +
      300 +
      (message?.length ?? 0) +
      where.join('').length +
      (contrast === null ? 0 : contrast.expected.length + contrast.received.length + 150) +
      (remedy?.length ?? 0) +
      (also?.length ?? 0),
    0,
  );

const WORST_FIRST: readonly Verdict[] = [
  'fail',
  'waived',
  'error',
  'warn',
  'skip',
  'attest',
  'omit',
  'pass',
];

/** A check without findings shows the last exchange it looked at, where that tells something. */
const LOOKS_AT_LAST: readonly Verdict[] = ['fail', 'skip', 'error'];

/** What the views of checks have in common. */
export interface Shown {
  readonly shelf: EvidenceShelf;
  /** Exchanges that the page lists among the requests made. */
  readonly listed: ReadonlySet<number>;
  readonly allowance: Allowance;
  readonly picturedIn?: (check: CheckResult) => readonly string[];
}

function viewOf(
  check: CheckResult,
  anchor: string,
  { shelf, listed, allowance, picturedIn = () => [] }: Shown,
): CheckView {
  const { word, sign } = VERDICT_WORDS[check.verdict];
  // Weighed before any evidence is taken from the shelf, lest it be taken for nothing.
  const weight = weightOf(findingViews(check.findings, () => null).views);
  const fits = check.findings.length === 0 || allowance.take(weight);
  const { views, leftOut } = findingViews(fits ? check.findings : [], shelf.show);
  const last = check.exchanges.at(-1);
  const evidence =
    check.findings.length > 0 || last === undefined || !LOOKS_AT_LAST.includes(check.verdict)
      ? []
      : [shelf.show(last, {})].filter((view) => view !== null);
  const cited = check.exchanges.filter((index) => listed.has(index));
  return {
    anchor,
    id: plainText(check.id, 200),
    title: plainText(check.title, 300),
    level: check.level,
    verdict: check.verdict,
    word,
    sign,
    message: plainText(check.message, 500),
    citations: plainText(check.citations.join(', '), 400),
    requirements: plainText(check.requirements.filter((id) => id !== check.id).join(', '), 400),
    waiver: waiverWords(check),
    attestation: attestationWords(check),
    findings: views,
    leftOut: fits
      ? leftOut > 0
        ? `${counted(leftOut, 'further kind')} of finding in results.json.`
        : null
      : `${counted(check.findings.length, 'finding')} in results.json; left out to keep this page small.`,
    evidence,
    exchanges: cited.slice(0, MOST_EXCHANGES),
    moreExchanges: Math.max(0, cited.length - MOST_EXCHANGES),
    pictured: picturedIn(check),
  };
}

/**
 * Views of all checks but the plain passes, made worst first so that, where room is short, the
 * failures have their evidence.
 */
export function checkViews(
  checks: readonly CheckResult[],
  anchors: ReadonlyMap<CheckResult, string>,
  shown: Shown,
): ReadonlyMap<CheckResult, CheckView> {
  const told = checks.filter(isTold);
  const rank = (check: CheckResult): number =>
    WORST_FIRST.indexOf(check.verdict) + (check.advice === true ? WORST_FIRST.length : 0);
  return new Map(
    told
      .toSorted((a, b) => rank(a) - rank(b))
      .map((check) => [check, viewOf(check, anchors.get(check) ?? '', shown)]),
  );
}

/** Whether a check is told in full; a pass with nothing to say and an omission take one line. */
export const isTold = ({ verdict, findings, attestation }: CheckResult): boolean =>
  !(
    verdict === 'omit' ||
    (verdict === 'pass' && findings.length === 0 && attestation === undefined)
  );

/** Characters that a check's own texts take at most, its id twice for its anchor. */
export const textLength = ({ id, title, message, citations }: CheckResult): number =>
  2 * Math.min(id.length, 200) +
  Math.min(title.length, 300) +
  Math.min(message.length, 500) +
  Math.min(citations.join(', ').length, 400);
