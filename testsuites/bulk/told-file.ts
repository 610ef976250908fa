import { type AnsweredExchange, header, isAnswered } from '../../core/exchange.ts';
import { type Finding, sentence } from '../../core/finding.ts';
import { encodingFault } from './file-encoding.ts';
import type { FileRead } from './files.probe.ts';
import type { ListedFile } from './manifest.probe.ts';

const LONGEST_NAME = 80;

/** Addresses are the server's, and may be of any make. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How findings call a file: the last part of its address, without what signs it. */
export function fileName({ url, type }: Pick<ListedFile, 'url' | 'type'>): string {
  const parts = URL.parse(url)?.pathname.split('/') ?? [];
  const last = decoded(parts.findLast((part) => part !== '') ?? url).slice(0, LONGEST_NAME);
  const tells = /\.ndjson$/.test(last) || last.toLowerCase().includes(type.toLowerCase());
  return tells ? last : `${type} ${last}`;
}

/** A finding about a line of a file, or about all of it where the line is 0. */
export const atLine = (
  file: FileRead,
  line: number,
  message: string,
  rest: Partial<Finding> = {},
): Finding => ({
  severity: 'error',
  message: `${fileName(file)}${line === 0 ? '' : `, line ${line}`}: ${message}.`,
  exchange: file.exchange.index,
  ...rest,
});

/** Why a file did not come, where the network or we may be the reason; undefined else. */
export function unreached(file: FileRead): string | undefined {
  const { exchange, excuse } = file;
  if (excuse !== undefined) return `${fileName(file)}: ${excuse}`;
  // An address of another kind than http is the server's own doing.
  if (isAnswered(exchange) || exchange.noAnswer.reason === 'protocol') return undefined;
  return `${fileName(file)}: ${exchange.noAnswer.detail}`;
}

/** Whether all of a file was read: only then can be said what is not in it. */
export const isWhole = (file: FileRead): boolean =>
  file.outcome !== undefined && brokenOff(file) === undefined;

/** Why a file could not be read to its end; undefined where it was. */
export function brokenOff(file: FileRead): Finding | undefined {
  const { exchange } = file;
  const what = `File ${fileName(file)}`;
  if (!isAnswered(exchange)) {
    const received = exchange.noAnswer.detail;
    return {
      severity: 'error',
      message: sentence(what, { expected: 'an answer', received }),
      exchange: exchange.index,
    };
  }
  const received = notRead(file, exchange);
  if (received === undefined) return undefined;
  const lines =
    file.outcome === undefined ? '' : ` (in line ${Math.max(1, file.outcome.lastLine)})`;
  return {
    severity: 'error',
    message: sentence(what, {
      expected: 'the whole file with HTTP 200',
      received: received + lines,
    }),
    exchange: exchange.index,
  };
}

function notRead(file: FileRead, exchange: AnsweredExchange): string | undefined {
  const { status, headers, truncated } = exchange.response;
  if (status === 200) return truncated ?? encodingFault(exchange);
  if (status < 300 || status > 399) return `HTTP ${status}`;
  const location = header(headers, 'location');
  if (file.redirects > 0) return `HTTP ${status} after ${file.redirects} redirects`;
  return `HTTP ${status} with ${location === undefined ? 'no Location' : `Location "${location}"`}`;
}
