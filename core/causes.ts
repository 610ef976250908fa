import type { Finding } from './finding.ts';
import type { JudgedCheck } from './judge.ts';
import type { Cause, CheckResult } from './results.ts';

/** Indexes and quoted values left out, so that the same fault in many places reads the same. */
const generalised = (text: string): string =>
  text
    .replace(/\[\d+\]/g, '')
    .replace(/"[^"]{0,300}"/g, '"…"')
    .replace(/'[A-Z][A-Za-z]*'/g, "'…'")
    .replace(/\b[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}\b/g, 'Type/id')
    .replace(/\d+/g, 'n');

const SAYS = ' The server says: ';

/** A refused search: its type, and what the server gave as the reason. */
function refusalOf(message: string): { readonly type: string; readonly said: string } | undefined {
  const at = message.indexOf(SAYS);
  const [, type] = /^([A-Z][A-Za-z]+)\?/.exec(message) ?? [];
  return at < 0 || type === undefined ? undefined : { type, said: message.slice(at + SAYS.length) };
}

/** The names of a query, for one fault shows by any value: `date=gt2026&patient=85`. */
const namesOf = (query: string): string =>
  [...query.matchAll(/(?:^|&)([^=&]+)=/g)].map(([, name]) => name).join('&');

/**
 * What makes two findings one: element and message, and of searches what is asked and not the
 * values by which it was seen: a reason for refusals, a parameter that is not heeded, parameters by
 * which something is not found.
 */
function keyOf({ expression = '', message }: Pick<Finding, 'expression' | 'message'>): string {
  const refusal = refusalOf(message);
  if (refusal !== undefined) return `${refusal.type} refused\n${refusal.said.replace(/\d+/g, 'n')}`;
  const [, heeded] = /: expected a match for ([^=\s]+)=/.exec(message) ?? [];
  // A server that leaves out the patient does so for every type alike.
  if (heeded !== undefined) return `unheeded ${heeded === 'patient' ? '' : expression} ${heeded}`;
  const [, type, query] =
    /: expected ([A-Z][A-Za-z]+)\/\S+, (?:which matches|from which the values of|whose \S+ is among the values of) (\S+)/.exec(
      message,
    ) ?? [];
  if (type !== undefined && query !== undefined) return `not found ${type} ${namesOf(query)}`;
  return `${generalised(expression)}\n${generalised(message)}`;
}

/** How a cause is told: by its first finding, and a refusal by the server's own words. */
function titleOf(message: string): string {
  const refusal = refusalOf(message);
  return refusal === undefined ? message : `${refusal.type} searches are refused: ${refusal.said}`;
}

interface Gathered {
  title: string;
  checks: Set<string>;
  resources: Set<string>;
  root: boolean;
}

const LONGEST_TITLE = 160;

/**
 * Groups what shares a cause: findings of the same element and message over many checks and
 * resources, everything that one failed prerequisite took along, and what was skipped because of
 * the same thing, together with what is found wrong with that. Gives the checks with
 * `finding.cause` set and the causes, widest first.
 */
export function groupCauses(judgedChecks: readonly JudgedCheck[]): {
  readonly checks: readonly CheckResult[];
  readonly causes: readonly Cause[];
} {
  const found = new Map<string, Gathered>();
  const under = (key: string, title: string, root: boolean): Gathered => {
    const known = found.get(key);
    if (known !== undefined) return known;
    const fresh = { title, checks: new Set<string>(), resources: new Set<string>(), root };
    found.set(key, fresh);
    return fresh;
  };

  for (const { result, root } of judgedChecks) {
    if (result.verdict === 'omit') continue;
    if (root !== undefined && root !== 'interrupted') {
      under(`root ${root} ${result.message}`, result.message, true).checks.add(result.id);
    }
    for (const finding of result.findings) {
      if (finding.severity === 'information') continue;
      const cause = under(keyOf(finding), titleOf(finding.message), false);
      cause.checks.add(result.id);
      if (finding.resource !== undefined) cause.resources.add(finding.resource);
    }
  }
  for (const { result, obstacle } of judgedChecks) {
    if (obstacle === undefined || result.verdict === 'omit') continue;
    const known = [...found.values()].find(
      ({ resources, title }) => resources.has(obstacle) || title === obstacle,
    );
    const title = obstacle.includes(' ') ? obstacle : result.message;
    const cause = known ?? under(`obstacle ${obstacle}`, title, true);
    cause.checks.add(result.id);
  }

  const kept = [...found]
    .filter(([, { root, checks }]) => !root || checks.size > 1)
    .sort(([, a], [, b]) => b.checks.size - a.checks.size || b.resources.size - a.resources.size);
  const ids = new Map(kept.map(([key], index) => [key, `c${index + 1}`]));
  const causes = kept.map(([key, { title, checks, resources }]) => ({
    id: ids.get(key) ?? '',
    title: title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title,
    checks: [...checks],
    resources: resources.size,
  }));
  const checks = judgedChecks.map(({ result }) => ({
    ...result,
    findings: result.findings.map((finding) => {
      const cause = ids.get(keyOf(finding));
      return cause === undefined ? finding : { ...finding, cause };
    }),
  }));
  return { checks, causes };
}
