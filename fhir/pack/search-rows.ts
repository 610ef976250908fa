import type {
  Expectation,
  ResourceRow,
  SearchParamRow,
  SearchParamType,
  SearchRow,
} from '../pack-rows.ts';
import {
  type CapabilityResource,
  type Definitions,
  type Extended,
  extensionValue,
  type SearchParameter,
} from './definitions.ts';
import { elementTypes } from './element-types.ts';

const EXPECTATION = 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation';
const COMBINATION =
  'http://hl7.org/fhir/StructureDefinition/capabilitystatement-search-parameter-combination';

const RANK: Readonly<Record<Expectation, number>> = { SHALL: 0, SHOULD: 1, MAY: 2 };

/** What is listed without an expectation is merely allowed. */
const expectationOf = (owner: Extended | null | undefined): Expectation => {
  const code = extensionValue(owner, EXPECTATION);
  return code === 'SHALL' || code === 'SHOULD' ? code : 'MAY';
};

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const expectationsByKey = <T extends Extended>(
  items: readonly T[] | undefined,
  keyOf: (item: T) => string,
): Record<string, Expectation> =>
  Object.fromEntries(
    (items ?? [])
      .map((item): [string, Expectation] => [keyOf(item), expectationOf(item)])
      .sort(([a], [b]) => byCode(a, b)),
  );

const listed = (
  values: readonly string[] | undefined,
  siblings: readonly (Extended | null)[] | undefined,
): { value: string; expectation: Expectation }[] =>
  (values ?? []).map((value, index) => ({ value, expectation: expectationOf(siblings?.[index]) }));

function searchesOf(resource: CapabilityResource): SearchRow[] {
  const rows = new Map<string, SearchRow>();
  const add = (row: SearchRow): void => {
    const key = row.params.join('+');
    const known = rows.get(key);
    if (!known || RANK[row.expectation] < RANK[known.expectation]) rows.set(key, row);
  };
  for (const param of resource.searchParam ?? []) {
    const expectation = expectationOf(param);
    if (expectation !== 'MAY') add({ params: [param.name], expectation });
  }
  for (const extension of resource.extension ?? []) {
    if (extension.url !== COMBINATION) continue;
    const params = (extension.extension ?? [])
      .filter(({ url }) => url === 'required')
      .map((part) => String(part['valueString']))
      .sort(byCode);
    add({ params, expectation: expectationOf(extension) });
  }
  return [...rows.values()];
}

/** Splits a union at the `|` outside of parentheses and quotes. */
function unionParts(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at <= expression.length; at++) {
    const char = expression[at];
    if (char === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    if (char === undefined || (char === '|' && depth === 0)) {
      parts.push(expression.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts;
}

const EXTENSION = /^extension\.where\(url\s*=\s*'([^']+)'\)\.?/;

/**
 * One path of a search expression: casts become types, `where(resolve() is T)` is left to the
 * targets, an extension is spelt `extension(url).value`.
 */
function pathOf(
  type: string,
  part: string,
  definitions: Definitions,
): { path: string; types: string[] } | undefined {
  const inner = /^\((.*)\)$/s.exec(part)?.[1] ?? part;
  let cast = /\s+as\s+([A-Za-z]+)$/.exec(inner)?.[1];
  let path = inner.replace(/\s+as\s+[A-Za-z]+$/, '').trim();
  cast ??= /\.(?:as|ofType)\(([A-Za-z]+)\)/.exec(path)?.[1];
  path = path
    .replace(/\.(?:as|ofType)\([A-Za-z]+\)/, '')
    .replace(/\.where\(resolve\(\) is [A-Za-z]+\)$/, '');
  const [head, ...rest] = path.split('.');
  if (head !== type && head !== 'Resource' && head !== 'DomainResource') return undefined;
  path = rest.join('.');
  const extension = EXTENSION.exec(path);
  if (extension) {
    const tail = path.slice(extension[0].length);
    const typed = /^value([A-Z]\w*)$/.exec(tail)?.[1];
    const types = typed
      ? [typed[0]?.toLowerCase() + typed.slice(1)]
      : elementTypes(definitions, 'Extension', tail.split('.').slice(-1)[0] ?? '');
    const known = ['dateTime', 'date', 'string', 'code', 'boolean', 'instant', 'uri'];
    return {
      path: `extension(${extension[1]}).${tail}`,
      types: typed && !known.includes(types[0] ?? '') ? [typed] : types.length > 8 ? [] : types,
    };
  }
  const types = cast ? [cast] : elementTypes(definitions, type, path);
  return { path, types };
}

function paramRow(
  type: string,
  param: NonNullable<CapabilityResource['searchParam']>[number],
  definitions: Definitions,
): SearchParamRow {
  const definition: SearchParameter | undefined =
    (param.definition === undefined ? undefined : definitions.searchParameter(param.definition)) ??
    definitions
      .all('SearchParameter')
      .find(
        (candidate) =>
          candidate.code === param.name &&
          (candidate.base.includes(type) || candidate.base.includes('Resource')),
      );
  const parts = unionParts(definition?.expression ?? '');
  const own = parts.filter((part) =>
    new RegExp(`^\\(?(?:${type}|Resource|DomainResource)\\b`).test(part),
  );
  const merged = new Map<string, Set<string>>();
  for (const part of own) {
    const found = pathOf(type, part, definitions);
    if (!found) continue;
    const types = merged.get(found.path) ?? new Set();
    for (const each of found.types) types.add(each);
    merged.set(found.path, types);
  }
  const narrowed = /where\(resolve\(\) is ([A-Za-z]+)\)/.exec(own.join('|'))?.[1];
  const targets = narrowed ? [narrowed] : definition?.target;
  const comparators: Record<string, Expectation> = {};
  definition?.comparator?.forEach((comparator, index) => {
    comparators[comparator] = expectationOf(definition._comparator?.[index]);
  });
  return {
    name: param.name,
    type: param.type as SearchParamType,
    expression: own.join(' | '),
    paths: [...merged].map(([path, types]) => ({ path, types: [...types] })),
    expectation: expectationOf(param),
    comparators,
    ...(definition?._multipleOr && { multipleOr: expectationOf(definition._multipleOr) }),
    ...(definition?._multipleAnd && { multipleAnd: expectationOf(definition._multipleAnd) }),
    ...(targets && targets.length > 0 && { targets }),
  };
}

/** What the guide's server capability statement says of one resource type. */
export function resourceRow(resource: CapabilityResource, definitions: Definitions): ResourceRow {
  return {
    type: resource.type,
    expectation: expectationOf(resource),
    supportedProfiles: resource.supportedProfile ?? [],
    interactions: expectationsByKey(resource.interaction, ({ code }) => code),
    operations: expectationsByKey(resource.operation, ({ name }) => name),
    includes: listed(resource.searchInclude, resource._searchInclude),
    revincludes: listed(resource.searchRevInclude, resource._searchRevInclude),
    searchParams: (resource.searchParam ?? []).map((param) =>
      paramRow(resource.type, param, definitions),
    ),
    searches: searchesOf(resource),
  };
}
