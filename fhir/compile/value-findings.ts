import { isObject, textOf } from '../json.ts';
import type { ConstraintIr } from '../pack/ir.ts';
import { isDateTime } from '../rules/date-times.ts';
import type { CodeCheck } from './code-check.ts';
import { Findings, type Profile } from './findings.ts';
import { isSame, shown } from './json-match.ts';

const DATA_ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';

/** A constraint with the sentence that says what it asks. */
interface BrokenRule extends ConstraintIr {
  readonly words: string;
}

/** Rules about values: fixed ones and limits, invariants, codes of value sets, slices. */
export class ValueFindings extends Findings {
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

  /** What a fixed value does not have must be missing beside it (FHIR R4, ElementDefinition.fixed[x]). */
  fixedExtended(profile: Profile, name: string, beside: unknown, expected: unknown): void {
    if (!isObject(beside) || beside['extension'] === undefined) return;
    this.error('value', 'fixed', `.${name}`, 'A value that is fixed can have no extensions', {
      expected: `${shown(expected)} and no extensions`,
      received: shown(beside),
      ...(profile !== undefined && { profile }),
    });
  }

  sameAs(profile: Profile, value: unknown, expected: unknown): void {
    if (isSame(value, expected)) return;
    this.error('value', 'fixed', '', 'The value is not the one that is fixed', {
      expected: JSON.stringify(expected),
      received: shown(value),
      ...(profile !== undefined && { profile }),
    });
  }

  unlike(profile: Profile, value: unknown, pattern: unknown): void {
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

  broken(profile: Profile, rule: BrokenRule, name?: string, index = -1): void {
    const path = name === undefined ? '' : index < 0 ? `.${name}` : `.${name}[${index}]`;
    this.add({
      severity: rule.severity ?? 'error',
      code: 'invariant',
      rule: rule.key,
      path,
      message: rule.words,
      expected: rule.expression,
      ...(profile !== undefined && { profile }),
    });
  }

  unsupported(key: string): void {
    this.note('rule', key, 'its expression uses a function that is not known here');
  }

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
        // Where codes may be others, "unknown" and the like may stand in (US Core, Missing Data).
        if (system === DATA_ABSENT && !isRequired) return;
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
    ? `${value['system']}|${textOf(value['code'])}`
    : textOf(value['code']);

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
