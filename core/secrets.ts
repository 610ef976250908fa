import { createHash, createHmac } from 'node:crypto';
import type { SecretReference } from './config.ts';

/**
 * Every secret of a run is known to probes, journal and reports only by a placeholder; the vault
 * holds what stands behind it and puts it back at the moment of sending.
 */
export type SecretKind =
  | 'access_token'
  | 'refresh_token'
  | 'signature'
  | 'code'
  | 'cookie'
  | 'jwt'
  | 'secret'
  | 'random';

const PLACEHOLDER = /redacted-[a-z_]+-[0-9a-f]{16}/g;

/** Shorter values would be found, and replaced, in texts that have nothing to do with them. */
const SHORTEST_SOUGHT = 8;

/** What stands for a configured secret; the same in every run, and tells nothing of its value. */
export const secretPlaceholder = (reference: SecretReference): string =>
  `redacted-secret-${createHash('sha256').update(JSON.stringify(reference)).digest('hex').slice(0, 16)}`;

export const hasPlaceholder = (text: string): boolean => text.search(PLACEHOLDER) >= 0;

/** The placeholders in a text, cookies left out: the jar already binds them to their origin. */
export const credentialsIn = (text: string): readonly string[] =>
  (text.match(PLACEHOLDER) ?? []).filter((found) => !found.startsWith('redacted-cookie-'));

const htmlEscaped = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const spellings = (value: string): readonly string[] => [
  ...new Set([
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    htmlEscaped(value),
  ]),
];

/** Holds the secrets of one run; its content is written nowhere but sealed. */
export class SecretVault {
  readonly #key: string;
  readonly #values = new Map<string, string>();
  readonly #sought: (readonly [spelling: string, placeholder: string])[] = [];
  readonly #onNew: (placeholder: string, value: string) => void;

  /** `key` makes placeholders of one run comparable to each other and to nothing else. */
  constructor(key: string, onNew: (placeholder: string, value: string) => void = () => {}) {
    this.#key = key;
    this.#onNew = onNew;
  }

  /** Takes a value in and gives what stands for it; the same value has the same placeholder. */
  hide(kind: SecretKind, value: string): string {
    if (value === '' || hasPlaceholder(value)) return value;
    const digest = createHmac('sha256', this.#key).update(`${kind}\n${value}`).digest('hex');
    const placeholder = `redacted-${kind}-${digest.slice(0, 16)}`;
    if (!this.#values.has(placeholder)) {
      this.restore(placeholder, value);
      this.#onNew(placeholder, value);
    }
    return placeholder;
  }

  /** Takes back a value that an earlier part of the run, or the configuration, had. */
  restore(placeholder: string, value: string): void {
    this.#values.set(placeholder, value);
    if (value.length < SHORTEST_SOUGHT) return;
    for (const spelling of spellings(value)) this.#sought.push([spelling, placeholder]);
    this.#sought.sort(([a], [b]) => b.length - a.length);
  }

  knows(placeholder: string): boolean {
    return this.#values.has(placeholder);
  }

  /** The text with true values in place of placeholders, each encoded as its place demands. */
  reveal(text: string, encode: (value: string) => string = (value) => value): string {
    return text.replace(PLACEHOLDER, (found) => {
      const value = this.#values.get(found);
      return value === undefined ? found : encode(value);
    });
  }

  /** The text with every known secret, however it is spelt in it, replaced. */
  conceal(text: string): string {
    let concealed = text;
    for (const [spelling, placeholder] of this.#sought) {
      if (concealed.includes(spelling)) concealed = concealed.replaceAll(spelling, placeholder);
    }
    return concealed;
  }
}
