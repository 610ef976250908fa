import type { AnsweredExchange } from '../../core/exchange.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Sent to this host only, not to hosts below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
}

/** RFC 6265, 5.1.3; addresses have no parents. */
const domainMatches = (host: string, domain: string): boolean =>
  host === domain || (host.endsWith(`.${domain}`) && !/^[\d.]+$|:/.test(host));

/** RFC 6265, 5.1.4. */
const pathMatches = (path: string, cookiePath: string): boolean =>
  path === cookiePath ||
  (path.startsWith(cookiePath) &&
    (cookiePath.endsWith('/') || path.charAt(cookiePath.length) === '/'));

const defaultPath = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

const attributesOf = (parts: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    parts.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()];
    }),
  );

const isExpired = (attributes: ReadonlyMap<string, string>, at: number): boolean => {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return !Number.isNaN(expires) && expires <= at;
};

/** The cookies of one login, each given back only to whom it came from (RFC 6265). */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes in what an answer sets; times are judged by the exchange's own instant. */
  keep({ request, response, at }: AnsweredExchange): void {
    const url = URL.parse(request.url);
    if (url === null) return;
    for (const [field, value] of response.headers) {
      if (field.toLowerCase() === 'set-cookie') this.#set(value, url, Date.parse(at));
    }
  }

  /** The Cookie header for a URL, or undefined when there is nothing to send. */
  headerFor(address: string): string | undefined {
    const url = URL.parse(address);
    if (url === null) return undefined;
    const sent = [...this.#cookies.values()].filter(
      (cookie) =>
        (cookie.hostOnly
          ? url.hostname === cookie.domain
          : domainMatches(url.hostname, cookie.domain)) &&
        pathMatches(url.pathname, cookie.path) &&
        (!cookie.secure || url.protocol === 'https:' || isLoopback(url.hostname)),
    );
    if (sent.length === 0) return undefined;
    return sent
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #set(text: string, url: URL, at: number): void {
    const [pair = '', ...rest] = text.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals < 1 || name === '') return;
    const attributes = attributesOf(rest);
    const asked = (attributes.get('domain') ?? '').replace(/^\./, '').toLowerCase();
    // A name without a dot is a public suffix: a cookie for all of `.com` is nobody's.
    if (asked !== '' && asked !== url.hostname && !asked.includes('.')) return;
    if (asked !== '' && !domainMatches(url.hostname, asked)) return;
    const path = attributes.get('path') ?? '';
    const cookie: Cookie = {
      name,
      value: pair.slice(equals + 1).trim(),
      domain: asked === '' ? url.hostname : asked,
      hostOnly: asked === '',
      path: path.startsWith('/') ? path : defaultPath(url.pathname),
      secure: attributes.has('secure'),
    };
    const key = `${name};${cookie.domain};${cookie.path}`;
    if (isExpired(attributes, at)) this.#cookies.delete(key);
    else this.#cookies.set(key, cookie);
  }
}

/** Browsers hold loopback to be as good as TLS (Secure Contexts, 3.1). */
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.[\d.]+$/.test(hostname);
