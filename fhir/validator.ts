/**
 * The FHIR R4 validator, usable alone:
 *
 * ```ts
 * const validator = createValidator([readPackFile('r4-core.pack'), readPackFile('us-core.pack')]);
 * const { issues, notChecked } = validator.validate(resource, { profiles: [canonical] });
 * ```
 */
import type { CodesBeyond } from './compile/code-check.ts';
import { CompiledPacks } from './compile/compiled-packs.ts';
import { type Found, type Issue, type NotCheckedItem, UNKNOWN_CODE } from './compile/issue.ts';
import { Walk } from './compile/walk.ts';
import { isObject } from './json.ts';
import type { Pack } from './pack/ir.ts';

export type { Issue, NotCheckedItem } from './compile/issue.ts';
export type { Pack } from './pack/ir.ts';

export interface ValidateOptions {
  /** Canonicals to validate against, beside what the resource claims in `meta.profile`. */
  readonly profiles?: readonly string[];
  /** Whether the base definition holds where no profile is known; true when absent. */
  readonly base?: boolean;
  /**
   * Whether the url of a reference tells the type of its target, as RESTful servers build them; true
   * when absent. Without it only targets that are at hand are judged by their type.
   */
  readonly believeReferenceUrls?: boolean;
}

export interface Validation {
  readonly issues: readonly Issue[];
  readonly notChecked: readonly NotCheckedItem[];
}

export interface Validator {
  /** Never throws: whatever JSON comes in, issues come out. */
  validate(resource: unknown, options?: ValidateOptions): Validation;
  /** Compiles ahead of the first resource, for canonicals that are sure to come. */
  prepare(profiles: readonly string[]): void;
}

const NO_PROFILES: readonly string[] = [];

export interface ValidatorOptions {
  /** The time of judging as an instant, for rules that ask for it. */
  readonly now?: () => string;
  /**
   * Asked for codes of value sets that the packs hold but cannot decide; undefined leaves them not
   * checked (`TerminologyServer.isMember`).
   */
  readonly isMember?: CodesBeyond;
}

/** A validator over packs; where two define the same canonical, the later one holds. */
export function createValidator(
  packs: readonly Pack[],
  { now, isMember }: ValidatorOptions = {},
): Validator {
  const compiled = new CompiledPacks(packs, isMember);
  const walk = new Walk(compiled, now);
  return {
    validate(resource, options = {}) {
      const { profiles = NO_PROFILES, base = true, believeReferenceUrls = true } = options;
      let type = 'Resource';
      if (!isObject(resource)) {
        return { issues: [notAResource(resource)], notChecked: [] };
      }
      if (typeof resource['resourceType'] === 'string')
        type = resource['resourceType'].slice(0, 64);
      try {
        walk.begin(resource);
        walk.believesUrls = believeReferenceUrls;
        walk.judge(resource, profiles, base);
      } catch (error) {
        // The depth guards count levels; a stack that was short to begin with ends here.
        if (!(error instanceof RangeError)) throw error;
        walk.tooDeep();
      }
      return {
        issues: walk.n === 0 ? [] : told(walk.found, type, walk.leftOut),
        notChecked: walk.notChecked(),
      };
    },
    prepare(profiles) {
      for (const profile of profiles) compiled.prepare(profile);
    },
  };
}

const notAResource = (value: unknown): Issue => ({
  severity: 'fatal',
  code: 'structure',
  rule: 'json-type',
  expression: 'Resource',
  message: 'This is no resource: a resource is a JSON object',
  expected: 'a JSON object',
  received: Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value,
});

/** Each fault once, though several profiles or types may have told it. */
function told(found: readonly Found[], type: string, leftOut: number): Issue[] {
  const [only] = found;
  if (only && found.length === 1) return [asIssue(only, type)];
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const each of withoutEchoes(found)) {
    const key = `${each.rule} ${each.path} ${each.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    issues.push(asIssue(each, type));
  }
  if (leftOut > 0) {
    issues.push({
      severity: 'information',
      code: 'informational',
      rule: 'left-out',
      expression: type,
      message: `${leftOut} more findings are left out`,
    });
  }
  return issues;
}

/**
 * A code that does not exist lies beyond any value set too. Where one is required, that says more;
 * where codes may be others, that there is no such code does.
 */
function withoutEchoes(found: readonly Found[]): readonly Found[] {
  const unknown = found.filter(({ rule }) => rule === UNKNOWN_CODE);
  if (unknown.length === 0) return found;
  const isAbove = ({ path }: Found, { path: below }: Found): boolean =>
    below.startsWith(`${path}.`);
  const required = found.filter(({ rule }) => rule === 'binding');
  return found.filter((each) =>
    each.rule === UNKNOWN_CODE
      ? !required.some((binding) => isAbove(binding, each))
      : each.rule !== 'extensible-binding' || !unknown.some((code) => isAbove(each, code)),
  );
}

const asIssue = (found: Found, type: string): Issue => ({
  severity: found.severity,
  code: found.code,
  rule: found.rule,
  expression: type + found.path,
  message: found.message,
  expected: found.expected,
  received: found.received,
  profile: found.profile,
});
