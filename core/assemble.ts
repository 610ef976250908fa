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

/** Each paragraph with the checks that stand under it; advice never counts. */
export const criteriaOf = (
  criteria: Plan['criteria'],
  checks: readonly CheckResult[],
): readonly CriterionResult[] =>
  criteria.map(({ citation, title }) => {
    const counted = checks.filter(
      ({ citations, advice }) =>
        advice !== true && citations.some((cited) => fallsUnder(cited, citation)),
    );
    const readiness = readinessOf(counted.map(({ verdict }) => verdict));
    return { citation, title, readiness, summary: summaryOf(counted) };
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
    criteria: criteriaOf(plan.criteria, checks),
    checks,
    causes,
    dataGuide,
    notChecked,
  };
}
