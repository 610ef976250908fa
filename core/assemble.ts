import { groupCauses } from './causes.ts';
import type { JudgedCheck } from './judge.ts';
import type { Plan } from './plan.ts';
import {
  type CheckResult,
  type CriterionResult,
  type DataGuideEntry,
  type NotChecked,
  RESULTS_SCHEMA_VERSION,
  type Results,
  type Summary,
} from './results.ts';
import { readinessOf, VERDICTS } from './verdict.ts';

/** How many checks came to each verdict. */
export function summaryOf(checks: readonly Pick<CheckResult, 'verdict'>[]): Summary {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<
    (typeof VERDICTS)[number],
    number
  >;
  for (const { verdict } of checks) counts[verdict] += 1;
  return counts;
}

/** Whether a check under this citation counts for the criterion: the paragraph or one below it. */
const fallsUnder = (citation: string, criterion: string): boolean =>
  citation === criterion || citation.startsWith(`${criterion}(`);

/**
 * Each paragraph with the checks that stand under it; advice never counts. While the plan leaves
 * out an obligatory requirement of a paragraph, that paragraph is at best not demonstrated.
 */
export const criteriaOf = (
  { criteria, unplanned }: Pick<Plan, 'criteria' | 'unplanned'>,
  checks: readonly CheckResult[],
): readonly CriterionResult[] =>
  criteria.map(({ citation, title }) => {
    const counted = checks.filter(
      ({ citations, advice }) =>
        advice !== true && citations.some((cited) => fallsUnder(cited, citation)),
    );
    const shown = readinessOf(counted.map(({ verdict }) => verdict));
    const notAsked = unplanned
      .filter((row) => fallsUnder(row.citation, citation))
      .reduce((sum, { count }) => sum + count, 0);
    const readiness = notAsked > 0 && shown === 'ready' ? 'not-demonstrated' : shown;
    return {
      citation,
      title,
      readiness,
      summary: summaryOf(counted),
      ...(notAsked === 0 ? {} : { notAsked }),
    };
  });

export interface Assembly {
  readonly run: Results['run'];
  readonly toolVersion: string;
  readonly dataGuide?: readonly DataGuideEntry[];
  readonly notChecked?: readonly NotChecked[];
}

/** The run's results, self-contained, from what was judged. */
export function assembleResults(
  plan: Plan,
  judgedChecks: readonly JudgedCheck[],
  { run, toolVersion, dataGuide = [], notChecked = [] }: Assembly,
): Results {
  const { checks, causes } = groupCauses(judgedChecks);
  return {
    schemaVersion: RESULTS_SCHEMA_VERSION,
    tool: { name: 'assay', version: toolVersion },
    run,
    summary: summaryOf(checks),
    groups: plan.groups,
    criteria: criteriaOf(plan, checks),
    checks,
    causes,
    dataGuide: [...dataGuide, ...guidesOf(judgedChecks)],
    notChecked: [...notChecked, ...leftOut(plan), ...undecided(judgedChecks)],
  };
}

/** What the plan leaves out, said in the results: silence is never a pass. */
const leftOut = ({ unplanned }: Plan): readonly NotChecked[] =>
  unplanned.map(({ citation, count }) => ({
    what: `requirements of ${citation}`,
    count,
    why: 'no check of this run looks at them',
  }));

/**
 * What to load for the checks that were skipped for want of data, under the first requirement of
 * the first that says so; what certification does not ask for comes last.
 */
function guidesOf(judgedChecks: readonly JudgedCheck[]): readonly DataGuideEntry[] {
  const advised = [...judgedChecks].sort(
    ({ result: a }, { result: b }) => Number(a.advice === true) - Number(b.advice === true),
  );
  const entries = new Map<string, DataGuideEntry>();
  for (const { guide, result } of advised) {
    if (guide === undefined || entries.has(guide.load)) continue;
    entries.set(guide.load, { requirement: result.requirements[0] ?? result.id, ...guide });
  }
  return [...entries.values()];
}

/** What no check could decide, the same thing told once with its count, most first. */
function undecided(judgedChecks: readonly JudgedCheck[]): readonly NotChecked[] {
  const items = new Map<string, NotChecked>();
  for (const item of judgedChecks.flatMap(({ notChecked = [] }) => notChecked)) {
    const key = `${item.what}\n${item.why}`;
    items.set(key, { ...item, count: item.count + (items.get(key)?.count ?? 0) });
  }
  return [...items.values()].sort((a, b) => b.count - a.count);
}
