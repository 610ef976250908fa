import { defineCheck, judged, skip } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { mediaType } from '../launch/json-reply.ts';
import { aboutBulk } from './bulk-target.ts';
import { errorFilesProbe, type FilesRead, filesProbe, outcomesOf } from './files.probe.ts';
import { lineFindings } from './line-findings.ts';
import { atLine, brokenOff, fileName } from './told-file.ts';

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
        redirected.flatMap((file) => brokenOff(file) ?? []),
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
      const findings = read.files.flatMap((file): Finding[] => {
        const broken = brokenOff(file);
        const { outcome } = file;
        if (outcome === undefined) return broken === undefined ? [] : [broken];
        return [...(broken === undefined ? [] : [broken]), ...lineFindings(file, outcome)];
      });
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
      const stated = outcomesOf(read).filter(({ count }) => count !== undefined);
      if (stated.length === 0) return { kind: 'omitted', reason: 'The manifest gives no counts.' };
      const findings = stated
        .filter((file) => brokenOff(file) === undefined && file.count !== file.outcome.lines)
        .map((file) =>
          differs('output.count', {
            expected: `${file.outcome.lines}, the lines of ${fileName(file)}`,
            received: String(file.count),
            exchange: file.exchange.index,
          }),
        );
      return judged(counted(findings), told(read));
    },
  });

/** Error files are NDJSON of OperationOutcome (Bulk Data, Complete Status). */
export const errorFiles = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.error-files', 'SHALL'),
    needs: { read: errorFilesProbe(context) },
    title: 'Error files hold OperationOutcomes',
    failureTitle: 'Error files do not hold OperationOutcomes',
    remedy: 'Write one OperationOutcome a line into files of the error list.',
    judge: ({ read }) => {
      const findings = read.files.flatMap((file): Finding[] => {
        const broken = brokenOff(file);
        if (broken !== undefined) return [broken];
        return (file.outcome?.problems ?? []).map(({ line, message }) =>
          atLine(file, line, message),
        );
      });
      return judged(counted(findings), told(read));
    },
  });
