import { isObject } from '../json.ts';
import type {
  MustSupportElement,
  MustSupportExtension,
  MustSupportRows,
  MustSupportSlice,
} from '../pack-rows.ts';
import { holdsPattern } from './pattern.ts';
import {
  better,
  DATA_ABSENT_REASON,
  extensionsOf,
  type Occurrence,
  presence,
  type Sight,
} from './presence.ts';
import { stepsOf, visit } from './walk.ts';

/** What one resource shows of one must-support row. */
export type Look = (resource: unknown) => Sight;

const NONE: ReadonlySet<string> = new Set();

/** Sights are told from best to worst: the first that shows the row ends the search. */
const seen = (
  walk: (found: (occurrence: Occurrence) => boolean) => unknown,
  judge: (occurrence: Occurrence) => Sight,
): Sight => {
  let best: Sight = 'absent';
  walk((occurrence) => {
    best = better(best, judge(occurrence));
    return best === 'shown';
  });
  return best;
};

const withoutSlices = (path: string): string => path.replace(/:[^.]+/g, '');

/** Looks for an element with, where the row has one, its fixed or pattern value. */
export function elementLook(row: MustSupportElement, rows: MustSupportRows): Look {
  const steps = stepsOf(row.path, rows);
  const here = withoutSlices(row.path);
  const counting = new Set(
    rows.extensions.filter(({ path }) => path === here).map(({ url }) => url),
  );
  const judge = (occurrence: Occurrence): Sight => {
    const sight = presence(occurrence, counting);
    if (sight !== 'shown' || row.fixed === undefined) return sight;
    return holdsPattern(occurrence.value, row.fixed) ? 'shown' : 'other-value';
  };
  return (resource) => seen((found) => visit(resource, steps, found), judge);
}

/** Looks for a member of a slice; the element populated by others only is `other-value`. */
export function sliceLook(row: MustSupportSlice, rows: MustSupportRows): Look {
  const members = stepsOf(`${row.path}:${row.slice}`, rows);
  const anything = stepsOf(row.path, rows);
  return (resource) => {
    const member = seen(
      (found) => visit(resource, members, found),
      (occurrence) => presence(occurrence, NONE),
    );
    if (member !== 'absent') return member;
    const other = seen(
      (found) => visit(resource, anything, found),
      (occurrence) => presence(occurrence, NONE),
    );
    return other === 'shown' ? 'other-value' : other;
  };
}

/** An extension that says something: a value, or extensions of its own that do. */
function saysSomething(extension: Record<string, unknown>): boolean {
  if (extension['url'] === DATA_ABSENT_REASON) return false;
  for (const name in extension) {
    if (name.startsWith('value')) return presence({ value: extension[name] }, NONE) === 'shown';
  }
  const inner = extension['extension'];
  return Array.isArray(inner) && inner.some((item) => isObject(item) && saysSomething(item));
}

/** Looks for an extension with content, at the resource itself or at an element. */
export function extensionLook(row: MustSupportExtension, rows: MustSupportRows): Look {
  const steps = row.path === '' ? [] : stepsOf(row.path, rows);
  const judge = (occurrence: Occurrence): Sight => {
    const own = extensionsOf(occurrence).filter(({ url }) => url === row.url);
    if (own.length === 0) return 'absent';
    return own.some(saysSomething) ? 'shown' : 'extension-only';
  };
  return (resource) =>
    steps.length === 0
      ? judge({ value: resource })
      : seen((found) => visit(resource, steps, found), judge);
}
