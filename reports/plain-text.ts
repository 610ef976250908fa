/** Characters that steer a terminal or a page instead of being read: shown, never obeyed. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const visible = (character: string): string =>
  character === '\r'
    ? ''
    : `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/** Text cut at a limit without halving a character; says how long it was. */
export function clipped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${grouped(text.length)} characters)`;
}

/**
 * Text of a server as it may be shown: cut at a limit, bidirectional overrides and control
 * characters made visible (Unicode TR 36, 3), lone surrogates replaced.
 */
export const plainText = (text: string, limit = 5_000): string =>
  clipped(text, limit).toWellFormed().replace(INVISIBLE, visible);

/** A whole number with separators, the same in every locale. */
export const grouped = (count: number): string =>
  String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** `1 check`, `2 checks`, `2 entries`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(count)} ${count === 1 ? noun : plural}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** Bytes in the unit a person would use. */
export function sized(bytes: number): string {
  if (!(bytes >= 0)) return 'unknown';
  if (bytes < 1_000) return counted(bytes, 'byte');
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A time span in the unit a person would use. */
export function lasted(milliseconds: number): string {
  if (!(milliseconds >= 0)) return 'unknown';
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** An instant in UTC, the same in every locale and time zone; unreadable ones as they stand. */
export function dated(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const [hours, minutes] = [date.getUTCHours(), date.getUTCMinutes()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${hours}:${minutes} UTC`;
}

/** Milliseconds between two instants; NaN when either is unreadable. */
export const elapsed = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/** The URL when it may be followed from a page, else nothing (only http and https are links). */
export function linkable(url: string): string | null {
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' ? href : null;
  } catch {
    return null;
  }
}
