import { type AnsweredExchange, header } from '../../core/exchange.ts';
import { type Finding, differs } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';

export interface Resource extends Record<string, unknown> {
  readonly resourceType: string;
  readonly id?: string;
}

/** A resource with the exchange that brought it. */
export interface Found {
  readonly resource: Resource;
  readonly exchange: number;
  readonly mode?: string;
  readonly fullUrl?: string;
  /** The resource that contains it; it has no address of its own (FHIR R4, Contained Resources). */
  readonly within?: Resource;
}

const parsedBodies = new WeakMap<AnsweredExchange, unknown>();

/** The body as JSON, parsed once; undefined when it is none. */
export function parsedBody(exchange: AnsweredExchange): unknown {
  if (parsedBodies.has(exchange)) return parsedBodies.get(exchange);
  let value: unknown;
  try {
    value = JSON.parse(exchange.response.body ?? '');
  } catch {
    value = undefined;
  }
  parsedBodies.set(exchange, value);
  return value;
}

export const isResource = (value: unknown): value is Resource =>
  isObject(value) && typeof value['resourceType'] === 'string';

/** `Type/id`, or the type alone for a resource that has no id. */
export const nameOf = ({ resourceType, id }: Resource): string =>
  typeof id === 'string' ? `${resourceType}/${id}` : resourceType;

/** How findings name something found: what is contained, by what contains it. */
export const placeOf = ({ resource, within }: Found): string =>
  within === undefined ? nameOf(resource) : `${nameOf(within)}#${resource.id ?? ''}`;

/** `a Patient`, `an Observation`. */
export const withArticle = (type: string): string => `${/^[AEIO]/.test(type) ? 'an' : 'a'} ${type}`;

/** Resources that a resource contains. */
export const containedIn = (resource: Resource): readonly Resource[] => {
  const { contained } = resource;
  return Array.isArray(contained) ? contained.filter(isResource) : [];
};

/** A body of a given resource type, or undefined. */
export function resourceOf(exchange: AnsweredExchange, type: string): Resource | undefined {
  const body = parsedBody(exchange);
  return isResource(body) && body.resourceType === type ? body : undefined;
}

const describe = (exchange: AnsweredExchange): string => {
  const body = parsedBody(exchange);
  if (isResource(body)) return withArticle(body.resourceType);
  if (body !== undefined) return 'JSON that is no FHIR resource';
  const type = header(exchange.response.headers, 'content-type') ?? 'no content type';
  return exchange.response.body === '' ? 'an empty body' : `a body that is not JSON (${type})`;
};

/** What an answer should have been and was not: HTTP 200 with a resource of this type. */
export function wrongAnswer(exchange: AnsweredExchange, type: string): Finding | undefined {
  const { status, truncated } = exchange.response;
  if (status !== 200) {
    return differs('HTTP status', {
      expected: '200',
      received: `${status} with ${describe(exchange)}`,
      exchange: exchange.index,
    });
  }
  if (resourceOf(exchange, type) !== undefined) return undefined;
  const received = truncated === undefined ? describe(exchange) : `a body ${truncated}`;
  return differs('body', { expected: withArticle(type), received, exchange: exchange.index });
}

/** The entries of a Bundle that hold a resource. */
export function entriesOf(exchange: AnsweredExchange): readonly Found[] {
  const bundle = resourceOf(exchange, 'Bundle');
  const entries = bundle?.['entry'];
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    if (!isObject(entry) || !isResource(entry['resource'])) return [];
    const search = entry['search'];
    const mode = isObject(search) ? search['mode'] : undefined;
    return [
      {
        resource: entry['resource'],
        exchange: exchange.index,
        ...(typeof mode === 'string' ? { mode } : {}),
        ...(typeof entry['fullUrl'] === 'string' ? { fullUrl: entry['fullUrl'] } : {}),
      },
    ];
  });
}

/** Followed as given, never rebuilt: paging is the server's to steer (FHIR R4, Paging). */
export function nextLink(exchange: AnsweredExchange): string | undefined {
  const links = resourceOf(exchange, 'Bundle')?.['link'];
  if (!Array.isArray(links)) return undefined;
  const next = links.find((link: unknown) => isObject(link) && link['relation'] === 'next');
  const url = isObject(next) ? next['url'] : undefined;
  return typeof url === 'string' ? url : undefined;
}
