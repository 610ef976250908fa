import { type Finding, sentence } from '../../core/finding.ts';
import { counted, plainText } from '../plain-text.ts';
import type { EvidenceShelf, EvidenceView } from './evidence-view.ts';
import { someOf } from './exchange-text.ts';

export interface FindingView {
  readonly severity: string;
  readonly isError: boolean;
  /** Absent where place, expected and received say the same. */
  readonly message: string | null;
  readonly where: readonly string[];
  readonly contrast: { readonly expected: string; readonly received: string } | null;
  readonly remedy: string | null;
  readonly also: string | null;
  readonly evidence: EvidenceView | null;
}

/** The same departure in another place is told once, with the places. */
const MOST_KINDS = 12;
const MOST_PLACES = 6;
const MOST_EVIDENCE = 4;

const SEVERITY_WORDS = { error: 'Error', warning: 'Warning', information: 'Note' } as const;

const kindOf = ({ severity, expression, expected, remedy, message, resource }: Finding): string =>
  JSON.stringify([
    severity,
    expression?.replace(/\[\d+\]/g, '[]'),
    expected ?? (resource === undefined ? message : message.replaceAll(resource, '')),
    remedy,
  ]);

const placeOf = ({ resource, expression, received }: Finding): string =>
  [resource ?? expression, received === undefined ? undefined : `“${received}”`]
    .filter((part) => part !== undefined)
    .join(' ');

const contrastOf = ({ expected, received }: Finding): FindingView['contrast'] =>
  expected === undefined && received === undefined
    ? null
    : { expected: plainText(expected ?? '—', 400), received: plainText(received ?? '—', 400) };

/** Whether the message is the sentence that core/finding.ts makes of what is shown anyway. */
const saysNoMore = ({ message, expression, expected, received }: Finding): boolean =>
  expression !== undefined &&
  expected !== undefined &&
  received !== undefined &&
  message === sentence(expression, { expected, received });

function alsoIn(others: readonly Finding[]): string | null {
  if (others.length === 0) return null;
  const places = [...new Set(others.map(placeOf).filter((place) => place !== ''))];
  const text = `Likewise ${counted(others.length, 'more time')}`;
  return plainText(
    places.length === 0 ? `${text}.` : `${text}: ${someOf(places, MOST_PLACES)}.`,
    600,
  );
}

/** The findings of one check as a reader takes them in: each kind once, errors first. */
export function findingViews(
  findings: readonly Finding[],
  show: EvidenceShelf['show'],
): { readonly views: readonly FindingView[]; readonly leftOut: number } {
  const rank = { error: 0, warning: 1, information: 2 };
  const kinds = [...Map.groupBy(findings, kindOf).values()].toSorted(
    ([a], [b]) => rank[a?.severity ?? 'information'] - rank[b?.severity ?? 'information'],
  );
  const views = kinds.slice(0, MOST_KINDS).flatMap(([finding, ...others], position) => {
    if (finding === undefined) return [];
    const evidence =
      finding.exchange === undefined || position >= MOST_EVIDENCE
        ? null
        : show(finding.exchange, finding);
    const view: FindingView = {
      severity: SEVERITY_WORDS[finding.severity],
      isError: finding.severity === 'error',
      message: saysNoMore(finding) ? null : plainText(finding.message, 500),
      where: [finding.resource, finding.expression]
        .filter((part) => part !== undefined)
        .map((part) => plainText(part, 200)),
      contrast: contrastOf(finding),
      remedy: finding.remedy === undefined ? null : plainText(finding.remedy, 600),
      also: alsoIn(others),
      evidence,
    };
    return [view];
  });
  return { views, leftOut: Math.max(0, kinds.length - MOST_KINDS) };
}
