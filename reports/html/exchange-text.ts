import type { Exchange, RecordedRequest } from '../../core/exchange.ts';
import { clipped, lasted, listed, plainText, sized } from '../plain-text.ts';
import { NO_ANSWER_WORDS } from '../words.ts';

const LONGEST_URL = 2_000;
const LONGEST_HEADER = 300;
const LONGEST_BODY = 1_200;
const MOST_HEADERS = 30;

/** An argument for a POSIX shell; control characters in the form that bash and zsh read. */
const quoted = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f]/.test(text)
    ? `$'${text
        .replaceAll('\\', '\\\\')
        .replaceAll("'", "\\'")
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
        .replace(/[\u0000-\u001f\u007f]/g, (character) =>
          character === '\n'
            ? '\\n'
            : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
        )}'`
    : `'${text.replaceAll("'", "'\\''")}'`;

/** What curl sends by itself, or must not be told. */
const LEFT_TO_CURL = new Set(['host', 'content-length', 'connection', 'accept-encoding']);

/** The request as a command line; secrets stay the placeholders that the evidence holds. */
export const curlOf = ({ method, url, headers, body }: RecordedRequest): string =>
  [
    `curl -sS -i${method === 'GET' ? '' : ` -X ${quoted(method)}`} ${quoted(clipped(url, LONGEST_URL))}`,
    ...headers
      .filter(([name]) => !LEFT_TO_CURL.has(name.toLowerCase()))
      .slice(0, MOST_HEADERS)
      .map(([name, value]) => `-H ${quoted(clipped(`${name}: ${value}`, LONGEST_HEADER))}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(clipped(body, LONGEST_BODY))}`]),
  ].join(' \\\n  ');

export interface ExchangeLine {
  readonly index: number;
  readonly method: string;
  readonly address: string;
  readonly status: string;
  readonly time: string;
}

/** The address as a reader of this report knows it: without the base URL they all share. */
export const shortAddress = (url: string, baseUrl: string): string => {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  return url.startsWith(base) ? url.slice(base.length) : url;
};

/** An exchange on one line. */
export const lineOf = (exchange: Exchange, baseUrl: string, longest = 400): ExchangeLine => ({
  index: exchange.index,
  method: plainText(exchange.request.method, 20),
  address: plainText(shortAddress(exchange.request.url, baseUrl), longest),
  status: exchange.response === undefined ? 'no answer' : String(exchange.response.status),
  time: lasted(exchange.timings.total),
});

/** How long it took, how often it was tried, what was negotiated. */
export function circumstancesOf({ timings, attempts, tls, context, response }: Exchange): string {
  const { connected, firstByte, total } = timings;
  return [
    ...(connected === undefined ? [] : [`connected after ${lasted(connected)}`]),
    ...(firstByte === undefined ? [] : [`first byte after ${lasted(firstByte)}`]),
    `done after ${lasted(total)}`,
    ...(response === undefined ? [] : [`${sized(response.size)} on the wire`]),
    ...(attempts > 1 ? [`sent ${attempts} times`] : []),
    ...(tls === undefined ? [] : [`${tls.protocol}, ${tls.cipher}`]),
    context === 'none' ? 'no credentials' : `authorized as ${context}`,
  ].join(' · ');
}

/** Why no answer came, for an exchange without one. */
export const noAnswerOf = ({ noAnswer }: Exchange): string | null =>
  noAnswer === undefined
    ? null
    : plainText(`${NO_ANSWER_WORDS[noAnswer.reason]} ${noAnswer.detail}`, 500).trim();

export interface HeaderLine {
  readonly name: string;
  readonly value: string;
  readonly marked: boolean;
}

/** Response headers as received, the one concerned marked. */
export const headerLines = ({ response }: Exchange, concerned: string | undefined): HeaderLine[] =>
  (response?.headers ?? []).slice(0, MOST_HEADERS).map(([name, value]) => ({
    name: plainText(name, 100),
    value: plainText(value, LONGEST_HEADER),
    marked: name.toLowerCase() === concerned?.toLowerCase(),
  }));

/** `a, b and 3 more`. */
export const someOf = (items: readonly string[], most: number): string =>
  items.length <= most
    ? listed(items)
    : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
