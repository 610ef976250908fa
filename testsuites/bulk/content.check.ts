import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { aboutBulk } from './bulk-target.ts';
import { counted, NO_FILES } from './file.check.ts';
import { type FilesRead, filesProbe, outcomesOf } from './files.probe.ts';
import { atLine } from './told-file.ts';

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

const namesOf = (read: FilesRead, list: 'ids' | 'references'): ReadonlySet<string> =>
  new Set(outcomesOf(read).flatMap(({ outcome }) => outcome[list]));

const patientsIn = (read: FilesRead): readonly string[] =>
  [...namesOf(read, 'ids')].filter((name) => name.startsWith('Patient/'));

export const twoPatients = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.two-patients', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: 'Group has at least two patients',
    failureTitle: 'Group has fewer than two patients',
    remedy: 'Export a group with at least two patients.',
    judge: ({ read }) => {
      const patients = patientsIn(read);
      const { index: exchange } = read.manifest.exchange;
      if (patients.length === 0) return skip('No patient was exported.', exchange);
      if (patients.length >= 2) return judged([], `${patients.length} patients`);
      return judged([
        differs('Patients', { expected: 'at least two', received: String(patients[0]), exchange }),
      ]);
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
      const patients = patientsIn(read);
      const { index: exchange } = read.manifest.exchange;
      if (patients.length === 0) return skip('No patient was exported.', exchange);
      const members = stated.map((id) => `Patient/${id}`);
      return judged(
        [
          ...members
            .filter((name) => !patients.includes(name))
            .map((name) =>
              differs('Group', {
                expected: `${name} exported`,
                received: 'no such line',
                exchange,
              }),
            ),
          ...patients
            .filter((name) => !members.includes(name))
            .map((name) =>
              differs('Group', { expected: 'members alone', received: name, exchange }),
            ),
        ],
        `${patients.length} patients`,
      );
    },
  });

/** What lies in no patient's record need not come with the patients' (Bulk Data, Group export). */
const MAY_STAY_OUTSIDE = new Set([
  'Binary',
  'Location',
  'Organization',
  'Practitioner',
  'PractitionerRole',
]);

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
      if (files.some(({ outcome }) => outcome.isCut)) {
        return { kind: 'omitted', reason: 'The export is too large to follow every reference.' };
      }
      const ids = namesOf(read, 'ids');
      const outside = [...namesOf(read, 'references')].filter(
        (name) => !ids.has(name) && !MAY_STAY_OUTSIDE.has(name.split('/')[0] ?? ''),
      );
      const findings = outside.map((name) =>
        differs('reference', { expected: 'a resource of the export', received: name, exchange }),
      );
      return judged(counted(findings), `${ids.size} resources`);
    },
  });
