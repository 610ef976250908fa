import type { CodeSystemIr } from '../pack/ir.ts';

const SETTLED = /^http:\/\/hl7\.org\/fhir\/(?:CodeSystem\/)?[^/]+$/;

/** What a code system says of a code: nothing (no such code), or the texts that may be shown. */
export class HeldCodes {
  readonly url: string;
  readonly version: string | undefined;
  /**
   * R4's own systems stand as they were published. HL7's terminology is published apart from FHIR,
   * and guides have later versions: what the copy at hand does not know may be right.
   */
  readonly isSettled: boolean;
  readonly #displays: ReadonlyMap<string, string | readonly string[]>;
  readonly #lowerCase: ReadonlyMap<string, string | readonly string[]> | undefined;

  constructor({ url, version, caseSensitive, codes, displays }: CodeSystemIr) {
    this.url = url;
    this.version = version;
    this.isSettled = SETTLED.test(url);
    const entries = codes.map((code, index) => [code, displays[index] ?? ''] as const);
    this.#displays = new Map(entries);
    this.#lowerCase =
      caseSensitive === true
        ? undefined
        : new Map(entries.map(([code, text]) => [code.toLowerCase(), text]));
  }

  /** Undefined: no such code; empty: nothing is said of how to show it. */
  displays(code: string): string | readonly string[] | undefined {
    return this.#displays.get(code) ?? this.#lowerCase?.get(code.toLowerCase());
  }
}

/** Whether a text is one of those that may be shown, letters' case and spaces aside. */
export function isShownAs(display: string, texts: string | readonly string[]): boolean {
  if (display === texts || texts === '') return true;
  const given = plain(display);
  return typeof texts === 'string'
    ? given === plain(texts)
    : texts.some((text) => given === plain(text));
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();
