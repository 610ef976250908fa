import { defineCheck, judged, type Level, omit, skip } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { ProfileRow } from '../../fhir/pack-rows.ts';
import { CITATION } from '../citations.ts';
import { amendmentsOf } from '../must-support/amendments.ts';
import { isAdvice, requirement, shortName } from '../us-core/requirement-ids.ts';
import { counted } from './file.check.ts';
import { invalidLines } from './content.check.ts';
import { filesProbe, type FilesRead, outcomesOf } from './files.probe.ts';
import { wantedOf } from './must-support-looks.ts';

/** A resource type as exports are judged by it. */
export interface TypeRow {
  readonly type: string;
  /** Whether the export may do without it. */
  readonly isOptional: boolean;
}

const idOf = ({ type }: TypeRow, what: string): string =>
  `bulk.resource.${type.toLowerCase()}.${what}`;

/** Types of the guide, those that certification leaves open marked so. */
export const typeRows = ({ pack }: PlanContext): readonly TypeRow[] =>
  [...new Set(pack.profiles.map(({ type }) => type))].sort().map((type) => {
    const present = requirement(idOf({ type, isOptional: false }, 'present'));
    return { type, isOptional: present === undefined || present.level !== 'SHALL' };
  });

const about = (what: string, level: Level | ((row: TypeRow) => Level)) => ({
  id: (row: TypeRow) => idOf(row, what).replace(/^bulk\./, ''),
  level,
  citations: [CITATION.dataResponseMultiple],
  requirements: (row: TypeRow) => [idOf(row, what)],
  advice: (row: TypeRow) =>
    isAdvice(idOf(row, what), typeof level === 'string' ? level : level(row)),
});

const filesOf = (read: FilesRead, { type }: TypeRow) =>
  outcomesOf(read).filter((file) => file.type === type && file.outcome.resources > 0);

const absent = (row: TypeRow) =>
  row.isOptional
    ? omit(`The export has no ${row.type}, which is left to the server.`)
    : skip(`The export has no ${row.type}; load at least one for a member of the group.`);

export const typePresent = (context: PlanContext) =>
  defineCheck({
    ...about('present', ({ isOptional }: TypeRow) => (isOptional ? 'MAY' : 'SHALL')),
    needs: { read: filesProbe(context) },
    title: ({ type }) => `Export has ${type} resources`,
    failureTitle: ({ type }) => `Export has no ${type} resources`,
    remedy: ({ type }) => `Export ${type}, and load at least one for a member of the group.`,
    judge: ({ read }, row) => {
      const files = filesOf(read, row);
      if (files.length === 0) return absent(row);
      const count = files.reduce((sum, { outcome }) => sum + outcome.resources, 0);
      return judged([], `${count} in ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
    },
  });

export const typeConformant = (context: PlanContext) =>
  defineCheck({
    ...about('conformant', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: ({ type }) => `Exported ${type} resources conform`,
    failureTitle: ({ type }) => `Not every exported ${type} conforms`,
    remedy: 'Mend the element named; the same resource is sent by the single-patient API.',
    judge: ({ read }, row) => {
      const files = filesOf(read, row);
      if (files.length === 0) return absent(row);
      const count = files.reduce((sum, { outcome }) => sum + outcome.resources, 0);
      return judged(counted(invalidLines(read, row.type)), `${count} resources`);
    },
  });

/** Profiles of a type that certification asks for; where it asks for none, all there are. */
export function profilesOf({ pack }: PlanContext, { type }: TypeRow): readonly ProfileRow[] {
  const own = pack.profiles.filter(
    (profile) =>
      profile.type === type &&
      profile.id !== 'us-core-vital-signs' &&
      !amendmentsOf(pack.version, profile).some(({ adviceOnly }) => adviceOnly === true),
  );
  const certified = own.filter(
    ({ id }) => !isAdvice(`uscore.${shortName(id)}.conformance.profile`, 'SHALL', pack.version),
  );
  return certified.length > 0 ? certified : own;
}

/** Must-support pooled over all files of a type, and asked of each of its profiles. */
export const typeMustSupport = (context: PlanContext) =>
  defineCheck({
    ...about('must-support', 'SHALL'),
    needs: { read: filesProbe(context) },
    title: ({ type }) => `Export shows everything that is must-support in ${type}`,
    failureTitle: ({ type }) => `Export does not show everything that is must-support in ${type}`,
    remedy: ({ type }) => `Load ${type} resources that show what is named.`,
    judge: ({ read }, row) => {
      const files = filesOf(read, row);
      if (files.length === 0) return absent(row);
      const shown = (profile: string): ReadonlySet<string> =>
        new Set(files.flatMap(({ outcome }) => outcome.shown[profile] ?? []));
      const profiles = profilesOf(context, row);
      const missing = profiles.flatMap((profile) => {
        const name = shortName(profile.id);
        if (files.every(({ outcome }) => outcome.shown[profile.id] === undefined)) {
          return [`any resource of ${name}`];
        }
        const seen = shown(profile.id);
        const left = wantedOf(context, profile).filter((wanted) => !seen.has(wanted.name));
        return left.map((wanted) => `${wanted.name} (${name})`);
      });
      if (missing.length === 0) return judged([], `${profiles.length} profiles`);
      const first = missing.slice(0, 12).join(', ');
      const more = missing.length > 12 ? ` and ${missing.length - 12} more` : '';
      return skip(`Not shown in the export: ${first}${more}.`, files[0]?.exchange.index);
    },
  });
