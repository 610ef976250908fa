import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { aboutBulk } from './bulk-target.ts';
import { BEYOND, counted, MOST_FINDINGS, NO_FILES } from './file.check.ts';
import type { FileOutcome } from './file-outcome.ts';
import { type FileRead, type FilesRead, filesProbe, outcomesOf } from './files.probe.ts';
import { membersMissing } from './members-seen.ts';
import { KeptNames } from './name-set.ts';
import { atLine, fileName, isWhole } from './told-file.ts';

/** Findings of lines that their profile does not allow. */
export const invalidLines = (read: FilesRead, type?: string): readonly Finding[] =>
  outcomesOf(read)
    .filter((file) => type === undefined || file.type === type)
    .flatMap((file) => {
      const { issues, invalid } = file.outcome;
      const linesTold = new Set(issues.map(({ line }) => line)).size;
      return [
        ...issues.map(({ line, resource, expression, message, rule }) =>
          atLine(file, line, `${expression}: ${message} (${rule})`, { resource, expression }),
        ),
        ...(invalid > linesTold
          ? [atLine(file, 0, `${invalid - linesTold} more lines are invalid`)]
          : []),
      ];
    });

/** README of the requirements, 18.6: the profile of each line is chosen by category and code. */
export const profilePerLine = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.profile-per-line', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: 'Each exported resource conforms to the profile that fits it',
    failureTitle: 'Not every exported resource conforms to the profile that fits it',
    remedy: 'Mend the element named; the same resource is sent by the single-patient API.',
    judge: ({ read }) => {
      const files = outcomesOf(read);
      const validated = files.reduce(
        (sum, { outcome }) => sum + outcome.resources - outcome.notValidated,
        0,
      );
      if (validated === 0) return skip(NO_FILES, read.manifest.exchange.index);
      const left = files.reduce((sum, { outcome }) => sum + outcome.notValidated, 0);
      return {
        ...judged(counted(invalidLines(read)), `${validated} resources`),
        notChecked: [
          ...files.flatMap(({ outcome }) => outcome.notChecked),
          ...(left === 0
            ? []
            : [{ what: 'lines of files', why: 'bulk.linesToValidate is less', count: left }]),
        ],
      };
    },
  });

/** The first patients by name, and how many there are. */
function patientsIn(read: FilesRead): {
  readonly first: readonly string[];
  readonly count: number;
} {
  const files = outcomesOf(read).filter(({ type }) => type === 'Patient');
  const first = [...new Set(files.flatMap(({ outcome }) => outcome.patients))].sort();
  const lines = files.reduce(
    (sum, { outcome }) => sum + outcome.resources - outcome.repeatCount,
    0,
  );
  return { first, count: first.length < 2 ? first.length : lines };
}

export const twoPatients = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.two-patients', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: 'Group has at least two patients',
    failureTitle: 'Group has fewer than two patients',
    remedy: 'Export a group with at least two patients.',
    judge: ({ read }) => {
      const { first, count } = patientsIn(read);
      const { index: exchange } = read.manifest.exchange;
      if (count === 0) return skip('No patient was exported.', exchange);
      if (count >= 2) return judged([], `${count} patients`);
      const lost = read.files.find((file) => file.type === 'Patient' && !isWhole(file));
      if (lost !== undefined) {
        return skip(`${fileName(lost)} was not read to its end.`, lost.exchange.index);
      }
      const received = String(first[0]);
      return judged([differs('Patients', { expected: 'at least two', received, exchange })]);
    },
  });

export const groupMembers = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.group-members', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: 'Exactly the members of the group are exported',
    failureTitle: 'Not exactly the members of the group are exported',
    remedy: 'Export every member of the group and nobody else.',
    judge: ({ read }) => {
      const stated = context.config.bulk?.members;
      if (stated === undefined) {
        return {
          kind: 'omitted',
          reason: 'The configuration does not say who is in the group (bulk.members).',
        };
      }
      const { count } = patientsIn(read);
      const { index: exchange } = read.manifest.exchange;
      if (count === 0) return skip('No patient was exported.', exchange);
      const files = outcomesOf(read);
      const unread = read.files.filter((file) => file.type === 'Patient' && !isWhole(file));
      const missing = membersMissing(
        stated,
        files.map(({ outcome }) => outcome.membersSeen),
      );
      const strangers = files.flatMap((file) => strangerFindings(file));
      const lost = unread[0];
      // Who is not there may be in the file that was not read to its end.
      if (missing.length > 0 && lost !== undefined && strangers.length === 0) {
        return skip(`${fileName(lost)} was not read to its end.`, lost.exchange.index);
      }
      return judged(
        counted([
          ...(lost === undefined ? missing : []).map((id) =>
            differs('Group', {
              expected: `Patient/${id} exported`,
              received: 'no such line',
              exchange,
            }),
          ),
          ...strangers,
        ]),
        `${count} patients`,
      );
    },
  });

/** Whoever is exported and is no member, or is spoken of: both are told with the line. */
function strangerFindings(file: FileRead & { readonly outcome: FileOutcome }): readonly Finding[] {
  const { strangers, strangerCount } = file.outcome;
  const left = strangerCount - strangers.length;
  return [
    ...strangers.map(({ line, patient, isSubject }) =>
      isSubject
        ? // A child's resource may lie in the record of the mother, who is a member.
          atLine(file, line, `about ${patient}, who is no member of the group`, {
            severity: 'warning',
          })
        : atLine(file, line, `${patient} is no member of the group`),
    ),
    ...(left > 0
      ? [atLine(file, 0, `${left} more lines are about others`, { severity: 'warning' })]
      : []),
  ];
}

/** Types of which not all was read: what is not seen of them may be there. */
function typesUnread(read: FilesRead): ReadonlySet<string> {
  const files = read.files.filter((file) => !isWhole(file));
  return new Set(files.map(({ type }) => type));
}

/** The references of a file that lead to nothing the export holds, as far as can be said. */
const leadingOut = (
  file: FileRead & { readonly outcome: FileOutcome },
  ids: KeptNames,
  unread: ReadonlySet<string>,
): readonly Finding[] =>
  ids
    .lacking(file.outcome.references, MOST_FINDINGS + 1)
    .filter(({ text }) => (text === undefined ? unread.size === 0 : !unread.has(typeIn(text))))
    .map(({ line, text = 'a resource' }) =>
      atLine(file, line, `refers to ${text}, which the export does not hold`),
    );

const typeIn = (name: string): string => name.slice(0, name.indexOf('/'));

export const references = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.references', 'SHOULD'),
    requirements: [],
    advice: true,
    needs: { read: filesProbe(context) },
    title: 'References between exported resources can be followed within the export',
    failureTitle: 'References lead out of the export',
    remedy: 'Export what the exported resources refer to, as far as it is of the same patients.',
    judge: ({ read }) => {
      const files = outcomesOf(read);
      const { index: exchange } = read.manifest.exchange;
      if (files.length === 0) return skip(NO_FILES, exchange);
      const { pages = [] } = read.manifest;
      if (pages.some(({ json }) => json === undefined)) {
        return skip('Not every page of the manifest came: what the files hold is not known.');
      }
      const unread = typesUnread(read);
      const ids = new KeptNames(files.map(({ outcome }) => outcome.ids));
      const resources = files.reduce((sum, { outcome }) => sum + outcome.resources, 0);
      const shown = judged(
        counted(files.flatMap((file) => leadingOut(file, ids, unread))),
        `${resources} resources`,
      );
      const left = Math.round(resources * (1 - 0.5 ** ids.shift));
      const open = { what: 'resources that could be referred to', why: BEYOND, count: left };
      return left === 0 ? shown : { ...shown, notChecked: [open] };
    },
  });
