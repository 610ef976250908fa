import { isJsonObject } from '../../core/json.ts';

/** Member names and array positions that lead to an element. */
export type ElementPath = readonly (string | number)[];

export interface Located {
  readonly path: ElementPath;
  /** False when the path ends at the nearest ancestor there is: the element itself is missing. */
  readonly complete: boolean;
}

const STEP = /^([A-Za-z_]\w*|`[^`]*`)?((?:\[\d+\])*)$/;
const WHERE_URL = /^(?:where|extension)\((?:url\s*=\s*)?'([^']*)'\)$/;
const OF_TYPE = /^ofType\((\w+)\)$/;

/** The steps of a simple FHIRPath; dots within parentheses, quotes and brackets do not part. */
export function stepsOf(expression: string): readonly string[] {
  const steps: string[] = [];
  let [step, depth, quoted] = ['', 0, false];
  for (const character of expression.replace(/\/\*.*?\*\//g, '')) {
    if (character === "'") quoted = !quoted;
    if (!quoted && character === '(') depth += 1;
    if (!quoted && character === ')') depth -= 1;
    if (character === '.' && depth === 0 && !quoted) {
      steps.push(step);
      step = '';
    } else step += character;
  }
  return [...steps, step].filter((part) => part !== '');
}

interface Place {
  readonly value: unknown;
  readonly path: ElementPath;
}

const has = (value: unknown, name: string): value is Record<string, unknown> =>
  isJsonObject(value) && Object.hasOwn(value, name);

/** A choice element is written with its type in JSON (FHIR R4, JSON, 2.6.2.5). */
const memberNamed = (value: unknown, name: string): string | undefined => {
  if (has(value, name)) return name;
  if (!isJsonObject(value)) return undefined;
  return Object.keys(value).find(
    (key) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)),
  );
};

const childOf = ({ value, path }: Place, key: string | number): Place | undefined => {
  if (typeof key === 'number')
    return Array.isArray(value) && key < value.length
      ? { value: value[key], path: [...path, key] }
      : undefined;
  return has(value, key) ? { value: value[key], path: [...path, key] } : undefined;
};

/** A step without a position goes on in the only element, or the first. */
const intoArray = (place: Place): Place =>
  Array.isArray(place.value) ? (childOf(place, 0) ?? place) : place;

function withUrl(place: Place, url: string): Place | undefined {
  const list = Array.isArray(place.value) ? place.value : [];
  const position = list.findIndex((item) => isJsonObject(item) && item['url'] === url);
  return position < 0 ? undefined : childOf(place, position);
}

function taken(place: Place, step: string): Place | undefined {
  const url = WHERE_URL.exec(step)?.[1];
  if (url !== undefined) {
    const list = step.startsWith('extension') ? childOf(intoArray(place), 'extension') : place;
    return list && withUrl(list, url);
  }
  if (OF_TYPE.test(step)) return place;
  const [, name = '', positions = ''] = STEP.exec(step) ?? [];
  if (name === '') return undefined;
  const from = intoArray(place);
  const member = memberNamed(from.value, name.replaceAll('`', ''));
  let next = member === undefined ? undefined : childOf(from, member);
  for (const [, position] of positions.matchAll(/\[(\d+)\]/g))
    next = next && childOf(next, Number(position));
  return next;
}

/** Where in a resource, or any JSON, a FHIRPath points to, as far as it can be followed. */
export function locate(root: unknown, expression: string): Located {
  const steps = stepsOf(expression);
  const type = has(root, 'resourceType') ? root['resourceType'] : undefined;
  const rest = steps[0] === type ? steps.slice(1) : steps;
  let place: Place = { value: root, path: [] };
  for (const step of rest) {
    const next = taken(place, step);
    if (next === undefined) return { path: place.path, complete: false };
    place = next;
  }
  return { path: place.path, complete: true };
}
