import { narrativeProblem } from '../rules/narrative.ts';
import type { Found, NotCheckedItem } from './issue.ts';
import { shown } from './json-match.ts';
import type { WalkLibrary } from './walk-library.ts';

/** What an object of a generated function may hold. */
export interface Owner {
  readonly type: string;
  readonly choices: readonly (readonly [name: string, types: readonly string[]])[];
  readonly profile?: string;
}

/** Nobody reads more of one resource; a list of a million faults must not fill the memory. */
const MOST_ISSUES = 5_000;

const MOST_NOTES = 10_000;

interface Note {
  readonly what: string;
  readonly why: string;
  count: number;
}

/** Canonical of the profile that a rule comes from; undefined for FHIR's own definitions. */
export type Profile = string | undefined;

const lower = (text: string): string => (text[0]?.toLowerCase() ?? '') + text.slice(1);

/**
 * Collects what generated functions find: shape and cardinality here, more in the classes that build
 * on it. Each method is one rule; a path is relative to the object in hand, and callers put their
 * step before it.
 */
export class Findings {
  readonly found: Found[] = [];
  protected readonly library: WalkLibrary;
  /** Length of `found`, as a plain field because generated code reads it at every step. */
  n = 0;
  errors = 0;
  /** Findings beyond the most that one resource is told. */
  leftOut = 0;
  depth = 0;
  /** Path, in base definitions, of the element that a shared type's function is called for. */
  at = '';
  /** Kept from resource to resource with their counts set back. */
  readonly #notes = new Map<string, Map<string, Note>>();
  readonly #noted: Note[] = [];

  constructor(library: WalkLibrary) {
    this.library = library;
  }

  /** Makes ready for the next resource. */
  protected clear(): void {
    this.found.length = 0;
    this.n = 0;
    this.errors = 0;
    this.leftOut = 0;
    this.depth = 0;
    this.at = '';
    if (this.#noted.length > 0) {
      for (const note of this.#noted) note.count = 0;
      this.#noted.length = 0;
    }
  }

  protected add(issue: Found): void {
    if (issue.severity === 'error' || issue.severity === 'fatal') this.errors++;
    if (this.n >= MOST_ISSUES) {
      this.leftOut++;
      return;
    }
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
    let notes = this.#notes.get(kind);
    if (!notes) {
      notes = new Map();
      this.#notes.set(kind, notes);
    }
    let note = notes.get(name);
    if (!note) {
      note = { what: `${kind} ${name.slice(0, 300)}`, why, count: 0 };
      // What servers make up must not fill the memory of a long run.
      if (notes.size < MOST_NOTES) notes.set(name, note);
    }
    if (note.count++ === 0) this.#noted.push(note);
  }

  notChecked(): NotCheckedItem[] {
    return this.#noted.map(({ what, why, count }) => ({ what, why, count }));
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

  /** Tells the choice that was meant, so that it does not count as missing too. */
  unknown(key: string, value: unknown, owner: Owner): string | undefined {
    for (const [name, types] of owner.choices) {
      const bare = key.startsWith('_') ? key.slice(1) : key;
      if (!bare.startsWith(name) || !/^[A-Z]/.test(bare.slice(name.length))) continue;
      const code = bare.slice(name.length);
      if (!this.library.isType(code) && !this.library.isType(lower(code))) continue;
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
      return name;
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
    return undefined;
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
}
