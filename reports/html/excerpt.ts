import type { AnsweredExchange, RecordedResponse } from '../../core/exchange.ts';
import type { Finding } from '../../core/finding.ts';
import { isJsonObject } from '../../core/json.ts';
import { clipped, sized } from '../plain-text.ts';
import { type Located, locate } from './element-path.ts';
import { outlineOf, type Segment } from './outline.ts';

export interface Excerpt {
  readonly title: string;
  readonly segments: readonly Segment[];
  readonly note: string | null;
}

export type Concern = Pick<Finding, 'resource' | 'expression'>;

const LONGEST_RAW = 2_000;
/** Larger bodies are not parsed for a picture of them. */
const LARGEST_PARSED = 8_000_000;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isResource = (value: unknown, type: string, id: string | undefined): boolean =>
  isJsonObject(value) && value['resourceType'] === type && (id === undefined || value['id'] === id);

/** One body is cited by many findings; it is parsed once. */
const parsedBodies = new WeakMap<RecordedResponse, { readonly value: unknown }>();

function parsedBody(response: RecordedResponse): unknown {
  const known = parsedBodies.get(response) ?? { value: parsed(response.body ?? '') };
  parsedBodies.set(response, known);
  return known.value;
}

interface Root {
  readonly value: unknown;
  readonly title: string;
}

/** The entry of a Bundle that holds a resource. */
function entryOf(bundle: unknown, type: string, id: string | undefined): Root | undefined {
  const entries = isJsonObject(bundle) ? bundle['entry'] : undefined;
  if (!Array.isArray(entries)) return undefined;
  const position = entries.findIndex(
    (entry: unknown) => isJsonObject(entry) && isResource(entry['resource'], type, id),
  );
  const entry: unknown = entries[position];
  if (!isJsonObject(entry)) return undefined;
  return { value: entry['resource'], title: `Bundle.entry[${position}].resource` };
}

/** The line of an NDJSON file that holds a resource. */
function ndjsonLine(body: string, type: string, id: string): Root | undefined {
  const lines = body.split('\n');
  const position = lines.findIndex(
    (line) => line.includes(`"${id}"`) && isResource(parsed(line), type, id),
  );
  return position < 0
    ? undefined
    : { value: parsed(lines[position] ?? ''), title: `Line ${position + 1} of the file` };
}

function rootOf(response: RecordedResponse, { resource, expression }: Concern): Root | undefined {
  const { body = '' } = response;
  if (body.length > LARGEST_PARSED) return undefined;
  const whole = parsedBody(response);
  const [, type, id] = /^([A-Za-z]+)\/([^/]+)$/.exec(resource ?? '') ?? [];
  if (whole === undefined) return type && id ? ndjsonLine(body, type, id) : undefined;
  const all = { value: whole, title: 'Body' };
  const said = type ?? /^[A-Z]\w*(?=\.|$)/.exec(expression ?? '')?.[0];
  if (said === undefined || isResource(whole, said, id)) return all;
  return entryOf(whole, said, id) ?? all;
}

/** A header name has a hyphen, which no element and no member of the specifications has. */
const absence = (expression: string, { path }: Located): string =>
  /^[A-Za-z]+(-[A-Za-z]+)+$/.test(expression)
    ? `The answer has no header ${expression}.`
    : path.length === 0
      ? `There is no ${expression} in it.`
      : `There is no ${expression} in it; its nearest ancestor is marked.`;

/** The part of a response that a finding is about, the element concerned marked. */
export function excerptOf({ response }: AnsweredExchange, concern: Concern): Excerpt {
  const { body, truncated } = response;
  if (body === undefined)
    return { title: 'Body', segments: [], note: 'Not kept, by the retention policy of this run.' };
  if (body === '') return { title: 'Body', segments: [], note: 'Empty.' };
  const cut = truncated === undefined ? null : `Cut off when received: ${truncated}`;
  const root = rootOf(response, concern);
  if (root === undefined) {
    const isLong = body.length > LONGEST_RAW;
    return {
      title: isLong ? `Body, its beginning (of ${sized(body.length)})` : 'Body',
      segments: [{ text: isLong ? clipped(body, LONGEST_RAW) : body, marked: false }],
      note: cut,
    };
  }
  const isHeader = response.headers.some(
    ([name]) => name.toLowerCase() === concern.expression?.toLowerCase(),
  );
  const found =
    concern.expression === undefined || isHeader ? null : locate(root.value, concern.expression);
  const missing =
    found === null || found.complete ? null : absence(concern.expression ?? '', found);
  return {
    title: root.title,
    segments: outlineOf(root.value, found === null ? null : found.path),
    note: [missing, cut].filter((part) => part !== null).join(' ') || null,
  };
}
