import { isObject } from '../json.ts';
import type { ConstraintIr } from '../pack/ir.ts';
import { isDateTime } from '../rules/date-times.ts';
import { narrativeProblem } from '../rules/narrative.ts';
import type { CodeCheck } from './code-check.ts';
import type { Found, NotCheckedItem } from './issue.ts';
import { fitsPattern, isSame, shown } from './json-match.ts';

/** What an object of a generated function may hold. */
export interface Owner {
  readonly type: string;
  readonly choices: readonly (readonly [name: string, types: readonly string[]])[];
  readonly profile?: string;
}

type Profile = string | undefined;

const lower = (text: string): string => (text[0]?.toLowerCase() ?? '') + text.slice(1);

/**
 * Collects what generated functions find. Each method is one rule; a path is relative to the object
 * in hand, and callers put their step before it.
 */
export class Findings {
  readonly found: Found[] = [];
  /** Length of `found`, as a plain field because generated code reads it at every step. */
  n = 0;
  errors = 0;
  depth = 0;
  /** Path, in base definitions, of the element that a shared type's function is called for. */
  at = '';
  readonly #notes = new Map<string, Map<string, { why: string; count: number }>>();

  /** Makes ready for the next resource. */
  protected clear(): void {
    this.found.length = 0;
    this.n = 0;
    this.errors = 0;
    this.depth = 0;
    this.at = '';
    if (this.#notes.size > 0) this.#notes.clear();
  }

  protected add(issue: Found): void {
    if (issue.severity === 'error' || issue.severity === 'fatal') this.errors++;
    this.found.push(issue);
    this.n++;
  }

  protected error(
    code: string,
    rule: string,
    path: string,
    message: string,
    more: Partial<Found> = {},
  ): void {
    this.add({ severity: 'error', code, rule, path, message, ...more });
  }

  /** Counts what cannot be decided; `kind` and `name` together are the text that is shown. */
  note(kind: string, name: string, why: string): void {
    let counts = this.#notes.get(kind);
    if (!counts) {
      counts = new Map();
      this.#notes.set(kind, counts);
    }
    const known = counts.get(name);
    if (known) known.count++;
    else counts.set(name, { why, count: 1 });
  }

  notChecked(): NotCheckedItem[] {
    const items: NotCheckedItem[] = [];
    for (const [kind, counts] of this.#notes) {
      for (const [name, { why, count }] of counts) {
        items.push({ what: `${kind} ${name.slice(0, 300)}`, why, count });
      }
    }
    return items;
  }

  prefix(from: number, step: string): void {
    for (let i = from; i < this.n; i++) {
      const issue = this.found[i];
      if (issue) issue.path = step + issue.path;
    }
  }

  prefixItem(from: number, name: string, index: number): void {
    this.prefix(from, `.${name}[${index}]`);
  }

  /** Forgets what was found since, for a trial whose outcome alone matters. */
  protected rewind(n: number, errors: number): void {
    this.found.length = n;
    this.n = n;
    this.errors = errors;
  }

  // Shape.

  unknown(key: string, value: unknown, owner: Owner): void {
    for (const [name, types] of owner.choices) {
      const bare = key.startsWith('_') ? key.slice(1) : key;
      if (!bare.startsWith(name) || !/^[A-Z]/.test(bare.slice(name.length))) continue;
      const code = bare.slice(name.length);
      if (!this.isType(code) && !this.isType(lower(code))) continue;
      this.error(
        'structure',
        'choice-type',
        `.${bare}`,
        `${name}[x] may not be given as ${bare} here`,
        {
          expected: types
            .map((type) => name + (type[0]?.toUpperCase() ?? '') + type.slice(1))
            .join(' or '),
          received: bare,
          ...(owner.profile !== undefined && { profile: owner.profile }),
        },
      );
      return;
    }
    this.error(
      'structure',
      'unknown-property',
      `.${key}`,
      `"${key.slice(0, 80)}" is no property of ${owner.type}`,
      {
        received: shown(value),
      },
    );
  }

  /** Overridden where the packs are known. */
  protected isType(_code: string): boolean {
    return false;
  }

  empty(o: object): void {
    const only =
      Object.keys(o).length === 0 ? 'the object is empty' : 'it has an id and nothing else';
    this.error('structure', 'ele-1', '', `An element must have a value or children, but ${only}`);
  }

  notObject(name: string, type: string, value: unknown): void {
    this.shape(`.${name}`, type, value, `an object (${type})`);
  }

  badItem(name: string, index: number, type: string, value: unknown): void {
    this.shape(
      `.${name}[${index}]`,
      type,
      value,
      /^[a-z]/.test(type) ? type : `an object (${type})`,
    );
  }

  private shape(path: string, _type: string, value: unknown, expected: string): void {
    const rule =
      value === null ? 'null-value' : Array.isArray(value) ? 'array-for-single' : 'json-type';
    const message =
      value === null
        ? 'null is no value: leave the property out'
        : Array.isArray(value)
          ? 'A list stands where one value is expected'
          : 'The value has the wrong JSON type';
    this.error('structure', rule, path, message, { expected, received: shown(value) });
  }

  notArray(name: string, value: unknown): void {
    const message =
      value === null
        ? 'null is no value: leave the property out'
        : `${name} repeats, so its value must be a list`;
    this.error(
      'structure',
      value === null ? 'null-value' : 'single-for-array',
      `.${name}`,
      message,
      {
        expected: 'a JSON array',
        received: shown(value),
      },
    );
  }

  emptyArray(name: string): void {
    this.error(
      'structure',
      'empty-array',
      `.${name}`,
      'A list must not be empty: leave the property out',
      {
        expected: 'at least one item',
        received: '[]',
      },
    );
  }

  format(name: string, index: number, value: unknown, expected: string, type: string): void {
    const path = index < 0 ? `.${name}` : `.${name}[${index}]`;
    if (value === null || typeof value === 'object') {
      this.shape(path, type, value, expected);
      return;
    }
    this.error('value', 'primitive-format', path, `The value is no ${type}`, {
      expected,
      received: shown(value),
    });
  }

  xhtml(value: unknown): void {
    if (typeof value !== 'string' || value === '') {
      this.shape('.div', 'xhtml', value, 'a JSON string with an XHTML div');
      return;
    }
    const problem = narrativeProblem(value);
    if (problem !== undefined) {
      this.error(
        'invalid',
        'narrative',
        '.div',
        `The narrative is not the XHTML that FHIR allows: ${problem}`,
        {
          received: shown(value),
        },
      );
    }
  }

  tooDeep(): void {
    this.add({
      severity: 'fatal',
      code: 'too-costly',
      rule: 'depth',
      path: '',
      message: 'The resource is nested too deeply to be judged',
      expected: 'at most 250 levels',
    });
  }

  // Cardinality.

  missing(profile: Profile, name: string, min: number, count: number): void {
    this.error('required', 'required', '', `${name} is missing`, {
      expected: `at least ${min}`,
      received: String(count),
      ...(profile !== undefined && { profile }),
    });
  }

  tooMany(profile: Profile, name: string, max: number, count: number): void {
    this.error('structure', 'max', `.${name}`, `${name} is given too often`, {
      expected: `at most ${max}`,
      received: String(count),
      ...(profile !== undefined && { profile }),
    });
  }

  prohibited(profile: Profile, name: string, value: unknown): void {
    this.error('structure', 'max', `.${name}`, `${name} may not be given here`, {
      expected: 'nothing',
      received: shown(value),
      ...(profile !== undefined && { profile }),
    });
  }

  choiceTwice(name: string, o: object): void {
    const given = Object.keys(o).filter(
      (key) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)),
    );
    this.error(
      'structure',
      'choice-twice',
      `.${name}`,
      `${name}[x] is given in more than one type`,
      {
        expected: 'one of them',
        received: given.join(', '),
      },
    );
  }

  // Fixed values and limits.

  notFixed(profile: Profile, name: string, index: number, value: unknown, expected: unknown): void {
    this.error(
      'value',
      'fixed',
      index < 0 ? `.${name}` : `.${name}[${index}]`,
      'The value is not the one that is fixed',
      {
        expected: shown(expected),
        received: shown(value),
        ...(profile !== undefined && { profile }),
      },
    );
  }

  sameAs(profile: Profile, value: unknown, expected: unknown): void {
    if (isSame(value, expected)) return;
    this.error('value', 'fixed', '', 'The value is not the one that is fixed', {
      expected: JSON.stringify(expected),
      received: shown(value),
      ...(profile !== undefined && { profile }),
    });
  }

  like(profile: Profile, value: unknown, pattern: unknown): void {
    if (fitsPattern(value, pattern)) return;
    this.error('value', 'pattern', '', 'The value does not show what the pattern demands', {
      expected: JSON.stringify(pattern),
      received: shown(value),
      ...(profile !== undefined && { profile }),
    });
  }

  tooLong(profile: Profile, name: string, index: number, value: string, max: number): void {
    this.error(
      'too-long',
      'max-length',
      index < 0 ? `.${name}` : `.${name}[${index}]`,
      'The text is too long',
      {
        expected: `at most ${max} characters`,
        received: `${value.length} characters`,
        ...(profile !== undefined && { profile }),
      },
    );
  }

  atLeast(profile: Profile, name: string, index: number, value: unknown, limit: unknown): void {
    if (order(value, limit) === -1)
      this.outside(
        profile,
        index < 0 ? `.${name}` : `.${name}[${index}]`,
        value,
        limit,
        'at least',
      );
  }

  atMost(profile: Profile, name: string, index: number, value: unknown, limit: unknown): void {
    if (order(value, limit) === 1)
      this.outside(profile, index < 0 ? `.${name}` : `.${name}[${index}]`, value, limit, 'at most');
  }

  quantityAtLeast(profile: Profile, value: unknown, limit: unknown): void {
    if (sameUnit(value, limit) && order(amount(value), amount(limit)) === -1)
      this.outside(profile, '', value, limit, 'at least');
  }

  quantityAtMost(profile: Profile, value: unknown, limit: unknown): void {
    if (sameUnit(value, limit) && order(amount(value), amount(limit)) === 1)
      this.outside(profile, '', value, limit, 'at most');
  }

  private outside(
    profile: Profile,
    path: string,
    value: unknown,
    limit: unknown,
    word: string,
  ): void {
    this.error('value', 'range', path, 'The value is outside of what is allowed', {
      expected: `${word} ${shown(limit)}`,
      received: shown(value),
      ...(profile !== undefined && { profile }),
    });
  }

  // Invariants.

  broken(profile: Profile, constraint: ConstraintIr, name?: string, index = -1): void {
    const path = name === undefined ? '' : index < 0 ? `.${name}` : `.${name}[${index}]`;
    this.add({
      severity: constraint.severity ?? 'error',
      code: 'invariant',
      rule: constraint.key,
      path,
      message: `Rule ${constraint.key} is broken`,
      expected: constraint.expression,
      ...(profile !== undefined && { profile }),
    });
  }

  unsupported(key: string): void {
    this.note('rule', key, 'its expression uses a function that is not known here');
  }

  // Codes.

  noValueSet(url: string): void {
    this.note('codes of', url, 'the value set is in none of the packs');
  }

  codeOutside(
    profile: Profile,
    name: string,
    index: number,
    value: unknown,
    check: CodeCheck,
    result: boolean | undefined,
    isRequired: boolean,
  ): void {
    const path = index < 0 ? `.${name}` : `.${name}[${index}]`;
    this.outsideSet(profile, path, shown(value), check, result, isRequired);
  }

  /** An extension cannot stand for a code that must be from a value set. */
  codeNotGiven(profile: Profile, name: string, valueSet: string): void {
    this.error(
      'code-invalid',
      'binding',
      `.${name}`,
      'There is no code, but one of the value set is required',
      {
        expected: `a code of ${valueSet}`,
        received: 'no code',
        ...(profile !== undefined && { profile }),
      },
    );
  }

  coding(
    profile: Profile,
    value: Record<string, unknown>,
    check: CodeCheck,
    isRequired: boolean,
  ): void {
    const { system, code } = value;
    if (typeof code !== 'string') {
      if (isRequired && value['extension'] === undefined) this.noCode(profile, check);
      return;
    }
    const result = check.coding(typeof system === 'string' ? system : undefined, code);
    if (result !== true) this.outsideSet(profile, '', codeOf(value), check, result, isRequired);
  }

  concept(
    profile: Profile,
    value: Record<string, unknown>,
    check: CodeCheck,
    isRequired: boolean,
  ): void {
    const { coding } = value;
    let result: boolean | undefined = false;
    let isCoded = false;
    if (Array.isArray(coding)) {
      for (const each of coding) {
        if (!isObject(each)) continue;
        const { system, code } = each;
        if (typeof code !== 'string') continue;
        isCoded = true;
        const one = check.coding(typeof system === 'string' ? system : undefined, code);
        if (one === true) return;
        if (one === undefined) result = undefined;
      }
    }
    if (isCoded) {
      const received = result === undefined ? '' : codesOf(coding);
      this.outsideSet(profile, '', received, check, result, isRequired);
    } else if (isRequired && value['extension'] === undefined) this.noCode(profile, check);
  }

  quantityUnit(
    profile: Profile,
    value: Record<string, unknown>,
    check: CodeCheck,
    isRequired: boolean,
  ): void {
    const { system, code } = value;
    if (typeof code !== 'string') return;
    const result = check.coding(typeof system === 'string' ? system : undefined, code);
    if (result !== true) this.outsideSet(profile, '', codeOf(value), check, result, isRequired);
  }

  private noCode(profile: Profile, check: CodeCheck): void {
    this.error(
      'code-invalid',
      'binding',
      '',
      'There is no code, but one of the value set is required',
      {
        expected: `a code of ${check.url}`,
        received: 'no code',
        ...(profile !== undefined && { profile }),
      },
    );
  }

  private outsideSet(
    profile: Profile,
    path: string,
    received: string,
    check: CodeCheck,
    result: boolean | undefined,
    isRequired: boolean,
  ): void {
    if (result === undefined) {
      this.note(
        'codes of',
        check.url,
        'its code systems are not held and no terminology server was asked',
      );
      return;
    }
    const { examples } = check;
    this.add({
      severity: isRequired ? 'error' : 'warning',
      code: 'code-invalid',
      rule: isRequired ? 'binding' : 'extensible-binding',
      path,
      message: isRequired
        ? 'The code is not in the value set that is required'
        : 'The code is not in the value set that should be used where it fits',
      expected: `a code of ${check.url}${examples === '' ? '' : ` (${examples})`}`,
      received,
      ...(profile !== undefined && { profile }),
    });
  }

  // Slices.

  missingSlice(profile: Profile, name: string, slice: string, min: number, count: number): void {
    this.error('required', 'slice-required', '', `${name} lacks the slice "${slice}"`, {
      expected: `at least ${min}`,
      received: String(count),
      ...(profile !== undefined && { profile }),
    });
  }

  tooManyInSlice(profile: Profile, name: string, slice: string, max: number, count: number): void {
    this.error('structure', 'slice-max', `.${name}`, `${name} has the slice "${slice}" too often`, {
      expected: `at most ${max}`,
      received: String(count),
      ...(profile !== undefined && { profile }),
    });
  }

  inNoSlice(profile: Profile, value: unknown, slices: readonly string[]): void {
    this.error(
      'structure',
      'slice-closed',
      '',
      'The item is none of the slices, and no other item is allowed',
      {
        expected: slices.join(', '),
        received: shown(value),
        ...(profile !== undefined && { profile }),
      },
    );
  }

  outOfOrder(profile: Profile, slice: string): void {
    this.error(
      'structure',
      'slice-order',
      '',
      `The slice "${slice}" stands after one that must follow it`,
      profile === undefined ? {} : { profile },
    );
  }

  afterOpen(profile: Profile, slice: string): void {
    this.error(
      'structure',
      'slice-order',
      '',
      `The slice "${slice}" stands after an item that must come last`,
      profile === undefined ? {} : { profile },
    );
  }

  cannotSlice(name: string, slice: string): void {
    this.note('slice', `${name}:${slice}`, 'the definition does not say how to tell it');
  }
}

const codeOf = (value: Record<string, unknown>): string =>
  typeof value['system'] === 'string'
    ? `${value['system']}|${String(value['code'])}`
    : String(value['code']);

const codesOf = (coding: unknown): string =>
  Array.isArray(coding) ? coding.filter(isObject).map(codeOf).join(', ') : '';

const amount = (value: unknown): unknown => (isObject(value) ? value['value'] : undefined);

const sameUnit = (a: unknown, b: unknown): boolean =>
  isObject(a) &&
  isObject(b) &&
  a['system'] === b['system'] &&
  (a['code'] ?? a['unit']) === (b['code'] ?? b['unit']);

/** Compares numbers and dates of the same precision; undefined where that cannot be told. */
function order(a: unknown, b: unknown): -1 | 0 | 1 | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a !== 'string' || typeof b !== 'string') return undefined;
  if (isDateTime(a) && isDateTime(b)) {
    const length = Math.min(a.length, b.length, 10);
    const [left, right] =
      a.length > 10 && b.length > 10
        ? [Date.parse(a), Date.parse(b)]
        : [a.slice(0, length), b.slice(0, length)];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
