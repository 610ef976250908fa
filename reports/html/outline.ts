import { isJsonObject } from '../../core/json.ts';
import { clipped, counted } from '../plain-text.ts';
import type { ElementPath } from './element-path.ts';

export interface Segment {
  readonly text: string;
  readonly marked: boolean;
}

/** Around 4 kB show an element with its surroundings on less than a page. */
const MOST_CHARACTERS = 4_000;
const MOST_SIBLINGS = 10;
const MOST_MARKED_LINES = 40;
const DEEPEST = 12;
const ONE_LINE = 100;
const LONGEST_STRING = 240;

interface Line {
  readonly depth: number;
  readonly text: string;
  readonly marked: boolean;
}

const scalar = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(clipped(value, LONGEST_STRING))
    : (JSON.stringify(value) ?? 'null');

/** The value on one line when it fits the room; gives up as soon as it does not. */
function oneLine(value: unknown, room: number): string | null {
  if (room < 2) return null;
  if (typeof value !== 'object' || value === null) {
    const text = scalar(value);
    return text.length <= room ? text : null;
  }
  const isArray = Array.isArray(value);
  const parts: string[] = [];
  let left = room - 2;
  for (const [key, member] of Object.entries(value)) {
    const name = isArray ? '' : `${scalar(key)}: `;
    const text = oneLine(member, left - name.length);
    if (text === null) return null;
    parts.push(name + text);
    left -= name.length + text.length + 2;
  }
  return isArray ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`;
}

const folded = (value: unknown): string => {
  const short = oneLine(value, ONE_LINE);
  if (short !== null) return short;
  if (Array.isArray(value)) return `[… ${counted(value.length, 'element')} …]`;
  if (isJsonObject(value)) return `{… ${counted(Object.keys(value).length, 'member')} …}`;
  return scalar(value);
};

interface Member {
  readonly name: string;
  readonly key: string | number;
  readonly value: unknown;
}

const membersOf = (value: object): readonly Member[] =>
  Array.isArray(value)
    ? value.map((item, key) => ({ name: '', key, value: item }))
    : Object.entries(value).map(([key, item]) => ({ name: `${scalar(key)}: `, key, value: item }));

/** Lines of a value: the way to the element open, the element marked, all else folded. */
function* linesOf(
  value: unknown,
  path: ElementPath | null,
  at: { depth: number; name: string; end: string; marked: boolean },
): Generator<Line> {
  const { depth, name, end } = at;
  const marked = at.marked || path?.length === 0;
  const open = marked ? depth < DEEPEST : path !== null || depth === 0;
  const short = path === null || path.length === 0 ? oneLine(value, ONE_LINE) : null;
  if (typeof value !== 'object' || value === null || !open || short !== null) {
    yield { depth, text: name + (short ?? folded(value)) + end, marked };
    return;
  }
  const members = membersOf(value);
  const isArray = Array.isArray(value);
  const on = path === null || marked ? -1 : members.findIndex(({ key }) => key === path[0]);
  const reach = isArray && !marked && on >= 0 ? 0 : MOST_SIBLINGS;
  const first = on < 0 ? 0 : Math.max(0, on - reach);
  const last = Math.min(
    members.length,
    (on < 0 ? 0 : on + 1) + (on < 0 ? MOST_SIBLINGS * 2 : reach),
  );
  const noun = isArray ? 'element' : 'member';
  yield { depth, text: `${name}${isArray ? '[' : '{'}`, marked };
  if (first > 0) yield { depth: depth + 1, text: `… ${counted(first, noun)} before`, marked };
  for (const [position, member] of members.slice(first, last).entries()) {
    const isOn = first + position === on;
    yield* linesOf(member.value, isOn ? (path ?? []).slice(1) : null, {
      depth: depth + 1,
      name: member.name,
      end: first + position < members.length - 1 ? ',' : '',
      marked,
    });
  }
  if (last < members.length)
    yield { depth: depth + 1, text: `… ${counted(members.length - last, noun)} more`, marked };
  yield { depth, text: `${isArray ? ']' : '}'}${end}`, marked };
}

/**
 * JSON as an excerpt of at most some 4 kB: the way to an element is open, the element is marked
 * and whatever lies aside is folded. Without a path it shows the first two levels.
 */
export function outlineOf(value: unknown, path: ElementPath | null): readonly Segment[] {
  const segments: { text: string; marked: boolean }[] = [];
  let [characters, markedLines] = [0, 0];
  const start = { depth: 0, name: '', end: '', marked: false };
  for (const { depth, text, marked } of linesOf(value, path?.length === 0 ? null : path, start)) {
    if (marked) markedLines += 1;
    if (marked && markedLines > MOST_MARKED_LINES) continue;
    const line = `${'  '.repeat(depth)}${text}\n`;
    characters += line.length;
    if (characters > MOST_CHARACTERS) {
      segments.push({ text: '… cut here\n', marked: false });
      break;
    }
    const before = segments.at(-1);
    if (before?.marked === marked) before.text += line;
    else segments.push({ text: line, marked });
  }
  return segments;
}
