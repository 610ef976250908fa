import { compares } from './date-range.ts';
import { meetsToken, type Criterion, type Query, type ReferenceWanted } from './query.ts';
import type { Store, Stored } from './store.ts';

/** Whether a stored resource answers one criterion. */
export function meets(criterion: Criterion, { values }: Stored): boolean {
  const { name } = criterion.parameter;
  switch (criterion.kind) {
    case 'token': {
      const held = values.tokens.get(name) ?? [];
      const found = criterion.tokens.some((wanted) =>
        held.some((token) => meetsToken(wanted, token)),
      );
      return criterion.modifier === 'not' ? !found : found;
    }
    case 'reference': {
      const held = values.references.get(name) ?? [];
      return criterion.references.some((wanted) =>
        held.some((reference) => meetsReference(wanted, reference)),
      );
    }
    case 'string': {
      const held = values.strings.get(name) ?? [];
      return criterion.starts.some((start) =>
        held.some((text) => {
          if (criterion.modifier === 'exact') return text === start;
          return criterion.modifier === 'contains' ? text.includes(start) : text.startsWith(start);
        }),
      );
    }
    case 'date': {
      const held = values.dates.get(name) ?? [];
      return criterion.dates.some(({ comparator, range }) =>
        held.some((target) => compares(comparator, target, range)),
      );
    }
    case 'missing':
      return (
        criterion.missing !==
        [values.tokens, values.references, values.strings, values.dates].some((held) =>
          held.has(name),
        )
      );
    default:
      return criterion satisfies never;
  }
}

const meetsReference = (wanted: ReferenceWanted, held: string): boolean => {
  if (wanted.url !== undefined) return held === wanted.url;
  if (wanted.type !== undefined) return held === `${wanted.type}/${wanted.id}`;
  return held.slice(held.lastIndexOf('/') + 1) === wanted.id && !held.includes(':');
};

/** The resources of a type that answer every criterion, in the order in which they were written. */
export function findMatches(store: Store, type: string, { criteria }: Query): readonly Stored[] {
  const entry = entryPoint(store, type, criteria);
  const matches: Stored[] = [];
  for (const stored of entry) {
    if (criteria.every((criterion) => meets(criterion, stored))) matches.push(stored);
  }
  return matches;
}

/** The smallest set that an index gives to start from. */
function entryPoint(store: Store, type: string, criteria: readonly Criterion[]): Iterable<Stored> {
  for (const criterion of criteria) {
    if (criterion.kind === 'token' && criterion.parameter.name === '_id') {
      return criterion.modifier === ''
        ? new Set(criterion.tokens.flatMap(({ code }) => store.get(type, code ?? '') ?? []))
        : store.all(type);
    }
    if (criterion.kind === 'reference' && criterion.parameter.name === 'patient') {
      const found = criterion.references.map(({ id }) =>
        store.referring(type, 'patient', `Patient/${id}`),
      );
      if (found.length === 1) return found[0] ?? [];
      return found.reduce((union, more) => union.union(more), new Set<Stored>());
    }
  }
  return store.all(type);
}

/** What the matches refer to by the parameters asked to be included. */
export function included(store: Store, query: Query, matches: readonly Stored[]): Set<Stored> {
  const found = new Set<Stored>();
  for (const value of query.include) {
    const [, parameter = '', targetType] = value.split(':');
    for (const match of matches) {
      for (const reference of match.values.references.get(parameter) ?? []) {
        const [type = '', id = ''] = reference.split('/');
        const target = store.get(type, id);
        if (target !== undefined && (targetType === undefined || targetType === type))
          found.add(target);
      }
    }
  }
  return found;
}

/** The Provenance that is about the matches, when the query asks for it. */
export function provenanceOf(store: Store, query: Query, matches: readonly Stored[]): Set<Stored> {
  const found = new Set<Stored>();
  if (query.revinclude.length === 0) return found;
  for (const { resource } of matches) {
    const about = store.referring(
      'Provenance',
      'target',
      `${resource.resourceType}/${resource.id}`,
    );
    for (const provenance of about) found.add(provenance);
  }
  return found;
}
