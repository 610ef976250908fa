import { type Finding, sentence } from '../../core/finding.ts';
import { isAnswered } from '../../core/exchange.ts';
import type { FileRead } from './files.probe.ts';

/** How findings call a file: the last part of its address, without what signs it. */
export const fileName = ({ url }: Pick<FileRead, 'url'>): string =>
  decodeURIComponent(URL.parse(url)?.pathname.split('/').at(-1) ?? url).slice(0, 80);

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
  const { status, truncated } = exchange.response;
  const received = status === 200 ? truncated : `HTTP ${status}`;
  if (received === undefined) return undefined;
  const lines = file.outcome === undefined ? '' : ` (in line ${file.outcome.lines})`;
  return {
    severity: 'error',
    message: sentence(what, {
      expected: 'the whole file with HTTP 200',
      received: received + lines,
    }),
    exchange: exchange.index,
  };
}
