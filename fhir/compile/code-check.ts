import { isLanguageTag } from '../rules/language.ts';
import { isMimeType } from '../rules/mime-type.ts';
import { isUcum } from '../rules/ucum.ts';
import type { ValueSetIr } from '../pack/ir.ts';

const GRAMMARS: Readonly<Record<string, (code: string) => boolean>> = {
  bcp47: isLanguageTag,
  mime: isMimeType,
  ucum: isUcum,
};

/** Asked for codes that the packs cannot decide: a terminology server's answers. */
export type CodesBeyond = (
  valueSet: string,
  system: string | undefined,
  code: string,
) => boolean | undefined;

/** Membership in a value set: yes, no, or undefined where what is held cannot tell. */
export class CodeCheck {
  readonly url: string;
  readonly #systems: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #any: ReadonlySet<string>;
  readonly #undetermined: ReadonlySet<string>;
  readonly #grammars: Readonly<Record<string, string>>;
  readonly #open: boolean;
  readonly isWhole: boolean;
  #examples: string | undefined;
  #lastSystem = '';
  #lastCodes: ReadonlySet<string> | undefined;

  readonly #beyond: CodesBeyond | undefined;

  constructor(ir: ValueSetIr, beyond?: CodesBeyond) {
    this.url = ir.url;
    this.#beyond = beyond;
    this.#systems = new Map(
      Object.entries(ir.systems).map(([system, codes]) => [system, new Set(codes)]),
    );
    this.#any = new Set(Object.values(ir.systems).flat());
    this.#undetermined = new Set(ir.undetermined ?? []);
    this.#grammars = ir.grammars ?? {};
    this.#open = ir.open === true;
    this.isWhole = !this.#open && this.#undetermined.size === 0;
  }

  /** A bare code, whose system the element implies. */
  code(code: string): boolean | undefined {
    if (this.#any.has(code)) return true;
    for (const grammar of Object.values(this.#grammars)) if (GRAMMARS[grammar]?.(code)) return true;
    return this.isWhole ? false : this.#beyond?.(this.url, undefined, code);
  }

  /** A code of a system. */
  coding(system: string | undefined, code: string): boolean | undefined {
    if (system === undefined) return this.#open ? this.#beyond?.(this.url, system, code) : false;
    // Systems come in runs; comparing with the last is cheaper than hashing a fresh string.
    if (system !== this.#lastSystem) {
      this.#lastSystem = system;
      this.#lastCodes = this.#systems.get(system);
    }
    if (this.#lastCodes?.has(code)) return true;
    const grammar = this.#grammars[system];
    if (grammar !== undefined) return GRAMMARS[grammar]?.(code);
    return this.#open || this.#undetermined.has(system)
      ? this.#beyond?.(this.url, system, code)
      : false;
  }

  /** A few codes for a message. */
  get examples(): string {
    this.#examples ??= shownCodes([...this.#any]);
    return this.#examples;
  }
}

const shownCodes = (codes: readonly string[]): string =>
  codes.length > 12 ? `${codes.slice(0, 12).join(', ')}, ...` : codes.join(', ');
