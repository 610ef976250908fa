import type { Finding } from '../../core/finding.ts';
import { blankBetween, type FileOutcome } from './file-outcome.ts';
import type { FileRead } from './files.probe.ts';
import { atLine, isWhole } from './told-file.ts';

/** What is wrong with a file as NDJSON, line by line (NDJSON; RFC 8259, 8.1). */
export function lineFindings(file: FileRead, outcome: FileOutcome): readonly Finding[] {
  const { problems, problemCount, repeats, repeatCount, blank } = outcome;
  const warned = { severity: 'warning' } as const;
  const between = blankBetween(outcome);
  const left = problemCount - problems.length;
  const repeated = repeats.reduce((sum, { times }) => sum + times - 1, 0);
  const found = [
    ...problems.map(({ line, rule, message, resource }) =>
      atLine(file, line, message, {
        ...(resource === undefined ? {} : { resource }),
        // No rule bounds a line; but who reads it has to hold it.
        ...(rule === 'too-long' ? warned : {}),
      }),
    ),
    ...repeats.map(({ line, first, times }) => {
      const more = times > 2 ? `, and ${times - 2} times more` : '';
      return atLine(file, line, `the resource of line ${first} comes again${more}`);
    }),
    ...(outcome.bom
      ? [atLine(file, 1, 'a byte order mark stands before the first resource', warned)]
      : []),
  ];
  const rest = [
    ...(left > 0 ? [atLine(file, 0, `${left} more lines are wrong`)] : []),
    ...(repeatCount > repeated
      ? [atLine(file, 0, `${repeatCount - repeated} more resources come again`)]
      : []),
    ...(between > 0
      ? [atLine(file, blank[0] ?? 0, between === 1 ? 'blank' : `one of ${between} blank lines`)]
      : []),
    ...(outcome.crlf > 0 ? [atLine(file, outcome.crlf, CRLF, { severity: 'information' })] : []),
    // Of a file that broke off nobody knows what would have come.
    ...(outcome.lines === 0 && isWhole(file)
      ? [atLine(file, 0, EMPTY, { severity: 'information' })]
      : []),
  ];
  return [...found, ...rest];
}

const CRLF = 'ends in CR LF; lines of NDJSON end in LF, and readers take the CR for white space';
const EMPTY = 'nothing is in it; a file without resources need not be listed';
