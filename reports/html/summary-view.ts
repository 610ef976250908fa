import type { CheckResult, CriterionResult, Results } from '../../core/results.ts';
import type { Readiness, Verdict } from '../../core/verdict.ts';
import {
  counted,
  dated,
  elapsed,
  grouped,
  lasted,
  linkable,
  listed,
  plainText,
  sized,
} from '../plain-text.ts';
import { VERDICT_WORDS } from '../words.ts';
import { type Picture, ring } from './pictures.ts';

export interface MastheadView {
  readonly name: string;
  readonly url: string;
  readonly href: string | null;
  readonly software: string | null;
  readonly tested: string;
  readonly standards: string;
  readonly notice: string | null;
}

export interface ObstacleView {
  readonly verdict: Verdict;
  readonly word: string;
  readonly text: string;
  readonly href: string;
}

export interface SummaryView {
  readonly answer: string;
  readonly explanation: string;
  readonly ring: Picture;
  readonly tiles: readonly {
    readonly verdict: Verdict;
    readonly count: string;
    readonly text: string;
  }[];
  readonly obstacles: readonly ObstacleView[];
}

const STATUS_NOTICES: Readonly<Record<Results['run']['status'], string | null>> = {
  finished: null,
  interrupted:
    'This run was cut short. What follows is true as far as it goes, and it does not go all the way.',
  unreachable:
    'The server could not be reached, or let nothing be read, so next to nothing could be judged.',
};

/** Which server, when, against which standards; and what must be known before reading on. */
export function mastheadView({ run }: Results): MastheadView {
  const rejudged =
    run.rejudgedAt === undefined
      ? null
      : `Judged again on ${dated(run.rejudgedAt)} from the evidence of this run, without asking the server.`;
  const notice = [STATUS_NOTICES[run.status], rejudged].filter((part) => part !== null).join(' ');
  return {
    name: plainText(run.target.name, 200),
    url: plainText(run.target.fhirBaseUrl, 500),
    href: linkable(run.target.fhirBaseUrl),
    software: run.target.software === undefined ? null : plainText(run.target.software, 200),
    tested: `${plainText(dated(run.startedAt), 60)}, in ${lasted(elapsed(run.startedAt, run.finishedAt))}`,
    standards: plainText(
      `US Core ${run.options.usCore} · SMART App Launch ${run.options.smart} · Bulk Data ${run.options.bulk}`,
      200,
    ),
    notice: notice === '' ? null : plainText(notice, 600),
  };
}

const READINESS_SHARE: Readonly<Record<Readiness, Verdict>> = {
  ready: 'pass',
  'not-ready': 'fail',
  'not-demonstrated': 'skip',
};

interface Tally {
  readonly total: number;
  readonly ready: number;
  readonly broken: number;
  readonly unseen: number;
}

const tallyOf = (criteria: readonly CriterionResult[]): Tally => {
  const having = (wanted: Readiness): number =>
    criteria.filter(({ readiness }) => readiness === wanted).length;
  return {
    total: criteria.length,
    ready: having('ready'),
    broken: having('not-ready'),
    unseen: having('not-demonstrated'),
  };
};

const paragraphs = (count: number): string => counted(count, 'paragraph');

/** What would show the rest: data, or a run that looks at it. */
const wayToTheRest = ({ criteria, summary }: Results): string => {
  if (summary.skip + summary.error > 0) return ', most often by loading more test data';
  const notAsked = criteria.some((criterion) => (criterion.notAsked ?? 0) > 0);
  if (summary.attest > 0) {
    return notAsked
      ? ': some only a person can attest, some this run did not look at'
      : ', which only a person can attest';
  }
  return notAsked ? ': this run did not look at all of what they ask' : '';
};

function answerOf(
  results: Results,
  { total, ready, broken, unseen }: Tally,
  failed: number,
): readonly [string, string] {
  const { run } = results;
  const way = wayToTheRest(results);
  if (run.status === 'unreachable')
    return [
      'We could not find out.',
      'The server did not answer, or let nothing be read. Nothing here speaks for or against it.',
    ];
  if (total === 0)
    return ['We did not look at that.', 'No paragraph of the regulation was part of this run.'];
  if (ready === total)
    return [
      'Yes, as far as this pre-check can see.',
      `Everything asked was demonstrated in ${total === 1 ? 'the one paragraph' : `all ${total} paragraphs`} of the regulation looked at.`,
    ];
  const shown =
    ready === 0
      ? 'No paragraph was demonstrated in full'
      : `${paragraphs(ready)} of ${total} ${ready === 1 ? 'was' : 'were'} demonstrated`;
  if (broken === 0)
    return [
      'Not shown yet.',
      `${failed === 0 ? 'Nothing was found to be broken' : `No paragraph was found to be broken, though ${counted(failed, 'check')} beside them failed`}. ${shown}; ${unseen === total ? 'something' : `${paragraphs(unseen)}`} still ${unseen === 1 || unseen === total ? 'has' : 'have'} to be shown${way}.`,
    ];
  return [
    'Not yet.',
    `${shown}, ${paragraphs(broken)} ${broken === 1 ? 'has' : 'have'} faults to mend${unseen === 0 ? '' : `, and ${paragraphs(unseen)} still ${unseen === 1 ? 'has' : 'have'} to be shown`}.`,
  ];
}

const MOST_CAUSES = 4;

/** What stands in the way, widest first, each with where to read on. */
function obstaclesOf(
  { causes, dataGuide }: Results,
  asked: readonly CheckResult[],
  anchors: ReadonlyMap<CheckResult, string>,
): readonly ObstacleView[] {
  const having = (verdict: Verdict): readonly CheckResult[] =>
    asked.filter((check) => check.verdict === verdict);
  const obstacle = (verdict: Verdict, text: string, href: string): ObstacleView => ({
    verdict,
    word: VERDICT_WORDS[verdict].word,
    text: plainText(text, 400),
    href,
  });
  const firstOf = (verdict: Verdict): string => {
    const [check] = having(verdict);
    return `#${(check && anchors.get(check)) ?? 'checks'}`;
  };
  const verdicts = new Map(asked.map(({ id, verdict }) => [id, verdict]));
  const failing = causes
    .map((cause, position) => ({
      cause,
      position,
      failed: cause.checks.filter((id) => ['fail', 'waived'].includes(verdicts.get(id) ?? '')),
    }))
    .filter(({ failed }) => failed.length > 0)
    .toSorted((a, b) => b.cause.checks.length - a.cause.checks.length);
  const top = failing.slice(0, MOST_CAUSES);
  const explained = new Set(top.flatMap(({ failed }) => failed));
  const rest = having('fail').filter(({ id }) => !explained.has(id)).length;
  const areas = (verdict: Verdict): string => {
    const groups = new Set(having(verdict).map(({ group }) => group));
    return groups.size > 1 ? ` in ${groups.size} groups` : '';
  };
  return [
    ...top.map(({ cause, position }) =>
      obstacle(
        'fail',
        `${cause.title} (${counted(cause.checks.length, 'check')})`,
        `#cause-${position + 1}`,
      ),
    ),
    ...(rest > 0
      ? [
          obstacle(
            'fail',
            `${counted(rest, top.length > 0 ? 'more check' : 'check')} failed${top.length > 0 ? '' : areas('fail')}`,
            firstOf('fail'),
          ),
        ]
      : []),
    ...(having('skip').length > 0
      ? [
          obstacle(
            'skip',
            `${counted(having('skip').length, 'check')} had nothing to judge by${areas('skip')}${dataGuide.length > 0 ? `; ${counted(dataGuide.length, 'entry of the data guide says', 'entries of the data guide say')} what to load` : ''}`,
            dataGuide.length > 0 ? '#data-guide' : firstOf('skip'),
          ),
        ]
      : []),
    ...(having('attest').length > 0
      ? [
          obstacle(
            'attest',
            `${counted(having('attest').length, 'statement')} by a person ${having('attest').length === 1 ? 'is' : 'are'} missing`,
            firstOf('attest'),
          ),
        ]
      : []),
    ...(having('error').length > 0
      ? [
          obstacle(
            'error',
            `${counted(having('error').length, 'check')} could not be judged through no fault of the server; run again`,
            firstOf('error'),
          ),
        ]
      : []),
  ];
}

/** The answer for a reader who reads nothing else. */
export function summaryView(
  results: Results,
  anchors: ReadonlyMap<CheckResult, string>,
): SummaryView {
  const tally = tallyOf(results.criteria);

  const asked = results.checks.filter(({ advice }) => advice !== true);
  const count = (...verdicts: readonly Verdict[]): number =>
    asked.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const [answer, explanation] = answerOf(results, tally, count('fail', 'waived'));
  const tiles = [
    { verdict: 'pass', count: count('pass', 'warn'), text: 'work as they should' },
    { verdict: 'fail', count: count('fail', 'waived'), text: 'need mending' },
    { verdict: 'skip', count: count('skip', 'attest'), text: 'still to be shown' },
    { verdict: 'error', count: count('error'), text: 'could not be judged' },
  ] as const satisfies readonly { verdict: Verdict; count: number; text: string }[];
  return {
    answer,
    explanation,
    ring: ring(
      (['ready', 'not-ready', 'not-demonstrated'] as const).map((readiness) => ({
        verdict: READINESS_SHARE[readiness],
        count: results.criteria.filter((criterion) => criterion.readiness === readiness).length,
      })),
      `${tally.ready} of ${tally.total} paragraphs ready, ${tally.broken} not ready, ${tally.unseen} not demonstrated`,
      `${tally.ready}/${tally.total}`,
    ),
    tiles: tiles
      .filter(({ verdict, count: checks }) => verdict !== 'error' || checks > 0)
      .map((tile) => ({ ...tile, count: grouped(tile.count) })),
    obstacles: obstaclesOf(results, asked, anchors),
  };
}

/** What a reader needs to repeat the run or to argue about it. */
export function aboutFacts({
  run,
  tool,
  schemaVersion,
}: Results): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string])[] = [
    ['Run', run.id],
    [
      'Server',
      `${run.target.name}${run.target.software === undefined ? '' : `, ${run.target.software}`}`,
    ],
    ['FHIR base URL', run.target.fhirBaseUrl],
    ['Suites', listed(run.suites)],
    ['US Core', run.options.usCore],
    ['SMART App Launch', run.options.smart],
    ['Bulk Data Access', run.options.bulk],
    ['Started', dated(run.startedAt)],
    ['Finished', `${dated(run.finishedAt)} (${run.status})`],
    ['Took', lasted(elapsed(run.startedAt, run.finishedAt))],
    ...(run.rejudgedAt === undefined ? [] : ([['Judged again', dated(run.rejudgedAt)]] as const)),
    ['Requests', grouped(run.requests)],
    ['Received', sized(run.bytes)],
    ['Made with', `Assay ${tool.version}, results format ${schemaVersion}`],
  ];
  return facts.map(([name, value]) => [name, plainText(value, 400)]);
}
