import { defineCheck, judged, omit, skip, unjudged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding, isError } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { described, mediaType } from '../launch/json-reply.ts';
import { aboutBulk } from './bulk-target.ts';
import { contentEncoding, encodingFault } from './file-encoding.ts';
import { type FileRead, type FilesRead, filesProbe, outcomesOf } from './files.probe.ts';
import { errorFilesProbe } from './error-files.probe.ts';
import { lineFindings } from './line-findings.ts';
import { outputItems } from './manifest.probe.ts';
import { atLine, brokenOff, fileName, isWhole, unreached } from './told-file.ts';

/** More findings than this of one check help nobody; the rest is counted. */
export const MOST_FINDINGS = 100;

export const counted = (findings: readonly Finding[]): readonly Finding[] =>
  findings.length <= MOST_FINDINGS
    ? findings
    : [
        ...findings.slice(0, MOST_FINDINGS),
        {
          severity: 'information',
          message: `${findings.length - MOST_FINDINGS} more findings are left out.`,
        },
      ];

export const NO_FILES = 'The export brought no file; load data for the members of the group.';

const told = (read: FilesRead): string => {
  const lines = outcomesOf(read).reduce((sum, { outcome }) => sum + outcome.lines, 0);
  return `${lines} lines in ${read.files.length} files`;
};

/** Why something of a very large export is left open. */
export const BEYOND = 'the export has more names than are held; those of a sample were compared';

const NDJSON = 'application/fhir+ndjson';

/** Bulk Data, Output File Request. */
export const fileContentType = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.content-type', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: 'Files are labelled as FHIR NDJSON',
    failureTitle: 'Files are not labelled as FHIR NDJSON',
    remedy: `Send files with Content-Type: ${NDJSON}.`,
    judge: ({ read }) => {
      const came = outcomesOf(read);
      if (came.length === 0) return skip(NO_FILES, read.manifest.exchange.index);
      const findings = came.flatMap((file) => {
        const received = isAnswered(file.exchange) ? mediaType(file.exchange) : '';
        if (received === NDJSON) return [];
        return [
          differs('Content-Type', {
            expected: NDJSON,
            received: `${received === '' ? 'no such header' : received} for ${fileName(file)}`,
            exchange: file.exchange.index,
          }),
        ];
      });
      return judged(counted(findings), told(read));
    },
  });

/** Bulk Data, Output File Request: a redirect to where no token is needed is fine. */
export const fileRedirect = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.redirect', 'MAY'),
    needs: { read: filesProbe(context) },
    title: 'Redirects of files can be followed without a token',
    failureTitle: 'Redirects of files cannot be followed without a token',
    remedy: 'Redirect to an address that opens the file by itself.',
    judge: ({ read }) => {
      const redirected = read.files.filter(({ redirects }) => redirects > 0);
      if (redirected.length === 0) {
        return { kind: 'omitted', reason: 'No file is redirected.' };
      }
      return judged(
        redirected.flatMap((file) =>
          unreached(file) === undefined ? (brokenOff(file) ?? []) : [],
        ),
        `${redirected.length} files`,
      );
    },
  });

/** NDJSON: each line one resource of the type that the manifest states. */
export const fileNdjson = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.ndjson', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: 'Each line of each file is one resource of the type listed',
    failureTitle: 'Not every line is one resource of the type listed',
    remedy:
      'Write each resource on one line, with its id once, in a file of its type, and no blank line.',
    judge: ({ read }) => {
      if (read.files.length === 0) return skip(NO_FILES, read.manifest.exchange.index);
      const findings = read.files.flatMap(faultsOf);
      const lost = read.files.flatMap((file) => unreached(file) ?? []);
      if (lost.length > 0 && !findings.some(isError)) {
        return unjudged(`${lost.length} of ${read.files.length} files were not had: ${lost[0]}.`);
      }
      const notJudged = outcomesOf(read).flatMap(({ outcome }) => [
        { what: 'names of resources that could come again', why: BEYOND, count: outcome.unsampled },
        {
          what: 'lines of files',
          why: 'they are too long to be held',
          count: outcome.problems.filter(({ rule }) => rule === 'too-long').length,
        },
      ]);
      const notChecked = notJudged.filter(({ count }) => count > 0);
      return { ...judged(counted(findings), told(read)), notChecked };
    },
  });

/** What is wrong with a file and its lines, as far as the server is the reason. */
function faultsOf(file: FileRead): readonly Finding[] {
  const { exchange, outcome } = file;
  const broken = unreached(file) === undefined ? brokenOff(file) : undefined;
  const told = broken === undefined ? [] : [broken];
  // Lines of what was not decoded are no lines.
  const isNoise = isAnswered(exchange) && encodingFault(exchange) !== undefined;
  return outcome === undefined || isNoise ? told : [...told, ...lineFindings(file, outcome)];
}

/** Bulk Data 3.0, Output File Request: plain, by gzip, or as was asked for, and said to be. */
export const fileEncoding = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.encoding', 'SHALL'),
    requirements: [],
    advice: true,
    needs: { read: filesProbe(context) },
    title: 'Files are plain or compressed as they say',
    failureTitle: 'Files are not compressed as they say',
    remedy: 'Send files plain or by gzip, and name the coding in Content-Encoding.',
    judge: ({ read }) => {
      const came = outcomesOf(read).flatMap((file) =>
        isAnswered(file.exchange) ? [{ file, exchange: file.exchange }] : [],
      );
      if (came.length === 0) return skip(NO_FILES, read.manifest.exchange.index);
      const findings = came.flatMap(({ file, exchange }) => {
        const received = encodingFault(exchange);
        if (received === undefined) return [];
        const expected = `${fileName(file)} plain, or in a coding that was asked for`;
        return [differs('Content-Encoding', { expected, received, exchange: exchange.index })];
      });
      const codings = came.map(({ exchange }) => contentEncoding(exchange) || 'plain');
      const told = [...new Set(codings)].sort().map((coding) => {
        const count = codings.filter((each) => each === coding).length;
        return `${count} ${coding}`;
      });
      return judged(counted(findings), told.join(', '));
    },
  });

/** `count` of an item, where it is given, is the number of resources (Bulk Data, Complete Status). */
export const fileCount = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.count', 'SHALL'),
    requirements: [],
    advice: true,
    needs: { read: filesProbe(context) },
    title: 'Files have as many resources as the manifest says',
    failureTitle: 'Files have not as many resources as the manifest says',
    remedy: 'Count the resources of each file as they are written.',
    judge: ({ read }) => {
      const { index: exchange } = read.manifest.exchange;
      const stated = outcomesOf(read).filter(({ count }) => count !== undefined);
      const odd = outputItems(read.manifest).flatMap(({ count }, at) =>
        count === undefined || isCount(count)
          ? []
          : [
              differs(`output[${at}].count`, {
                expected: 'a number of resources',
                received: described(count),
                exchange,
              }),
            ],
      );
      if (stated.length === 0 && odd.length === 0) return omit('The manifest gives no counts.');
      const wrong = stated
        .filter((file) => isCount(file.count) && isWhole(file) && file.count !== file.outcome.lines)
        .map((file) =>
          differs('output.count', {
            expected: `${file.outcome.lines}, the lines of ${fileName(file)}`,
            received: String(file.count),
            exchange: file.exchange.index,
          }),
        );
      return judged(counted([...odd, ...wrong]), told(read));
    },
  });

const isCount = (count: unknown): boolean =>
  typeof count === 'number' && Number.isInteger(count) && count >= 0;

/** Error files are NDJSON of OperationOutcome (Bulk Data, Complete Status). */
export const errorFiles = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.error-files', 'SHALL'),
    needs: { read: errorFilesProbe(context) },
    title: 'Error files hold OperationOutcomes',
    failureTitle: 'Error files do not hold OperationOutcomes',
    remedy: 'Write one OperationOutcome a line into files of the error list.',
    judge: ({ read }) => {
      const lost = read.files.flatMap((file) => unreached(file) ?? []);
      if (lost.length === read.files.length) return unjudged(`No error file was had: ${lost[0]}.`);
      const findings = read.files.flatMap((file): Finding[] => {
        if (unreached(file) !== undefined) return [];
        const broken = brokenOff(file);
        if (broken !== undefined) return [broken];
        return (file.outcome?.problems ?? []).map(({ line, message }) =>
          atLine(file, line, message),
        );
      });
      return judged(counted(findings), told(read));
    },
  });
