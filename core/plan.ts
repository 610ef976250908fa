import type { Check } from './check.ts';
import type { Suite } from './suite.ts';
import type { GroupInfo } from './results.ts';

/** All that a run will check: a pure function of configuration, suites and packs. */
export interface Plan {
  readonly suites: readonly Suite[];
  readonly groups: readonly GroupInfo[];
  readonly checks: readonly Check[];
  readonly criteria: readonly { readonly citation: string; readonly title: string }[];
  /** How many obligatory requirements of a paragraph no check of this plan looks at. */
  readonly unplanned: readonly { readonly citation: string; readonly count: number }[];
}

const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/** A matcher for check ids: `*` is any run of characters, `?` any one, `{a,b}` either. */
export function globMatcher(glob: string): (id: string) => boolean {
  const pattern = glob
    .split(/(\*+|\?|\{[^{}]*\})/)
    .map((part) => {
      if (/^\*+$/.test(part)) return '.*';
      if (part === '?') return '.';
      if (/^\{.*\}$/.test(part))
        return `(?:${part.slice(1, -1).split(',').map(escaped).join('|')})`;
      return escaped(part);
    })
    .join('');
  const expression = new RegExp(`^${pattern}$`);
  return (id) => expression.test(id);
}

export interface Selection {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/** The plan cut to the checks selected; a group id or name selects all of its checks. */
export function selected(plan: Plan, { only = [], skip = [] }: Selection): Plan {
  const wanted = only.map(globMatcher);
  const unwanted = skip.map(globMatcher);
  const matches = (check: Check, globs: readonly ((id: string) => boolean)[]): boolean =>
    globs.some((glob) => glob(check.id) || glob(check.group));
  const checks = plan.checks.filter(
    (check) => (wanted.length === 0 || matches(check, wanted)) && !matches(check, unwanted),
  );
  const used = new Set(checks.map(({ group }) => group));
  return { ...plan, checks, groups: plan.groups.filter(({ id }) => used.has(id)) };
}

/** The suite's departures applied, the last that matches deciding; omitted checks leave the plan. */
export function overridden(checks: readonly Check[], suite: Suite): readonly Check[] {
  const overrides = suite.overrides.map((override) => ({
    ...override,
    matches: globMatcher(override.check),
  }));
  return checks.flatMap((check) => {
    const override = overrides.findLast(({ matches }) => matches(check.id));
    if (override === undefined) return [check];
    if (override.omit === true) {
      const reason = `${override.reason} (${override.citation})`;
      return [{ ...check, needs: {}, judge: () => ({ kind: 'omitted' as const, reason }) }];
    }
    return [override.level === undefined ? check : { ...check, level: override.level }];
  });
}
