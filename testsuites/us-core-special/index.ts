import { type Check, planCheck, server } from '../../core/check.ts';
import type { GroupBuilder, PlanContext } from '../../core/suite.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import { ATTACHMENT_ROWS, attachmentCheck } from './attachment.check.ts';
import { attachmentParity } from './attachment-parity.check.ts';
import { custodian } from './custodian.check.ts';
import { MISSING_DATA, missingData } from './missing-data.check.ts';
import { type NoteRow, noteType } from './note-type.check.ts';
import { onBehalfOf } from './on-behalf-of.check.ts';
import { type ScreeningRow, screeningCategory } from './screening-category.check.ts';
import specials from './specials.json' with { type: 'json' };

/** What a guide says in its narrative alone, by version, with the page it says it on. */
interface Special {
  readonly notes: readonly Pick<NoteRow, 'code' | 'name'>[];
  readonly reports: readonly Pick<NoteRow, 'code' | 'name'>[];
  readonly screening: readonly (Pick<ScreeningRow, 'beside' | 'code' | 'system'> & {
    readonly type: string;
  })[];
}

const specialsOf = ({ pack }: PlanContext): Special | undefined =>
  (specials.versions as Readonly<Record<string, Special>>)[pack.version];

const profileContext = (context: PlanContext, id: string): ProfileContext | undefined => {
  const profile = context.pack.profiles.find((row) => row.id === id);
  return profile === undefined ? undefined : { ...context, profile };
};

/** Clinical notes: the kinds that must be there, as documents and as reports. */
export const clinicalNotesGroup: GroupBuilder = (context, group) => {
  const special = specialsOf(context);
  if (special === undefined) return [];
  const rows: NoteRow[] = [
    ...special.notes.map((note) => ({
      ...note,
      context,
      type: 'DocumentReference' as const,
      path: 'type' as const,
    })),
    ...special.reports.map((note) => ({
      ...note,
      context,
      type: 'DiagnosticReport' as const,
      path: 'category' as const,
    })),
  ];
  const documents = profileContext(context, 'us-core-documentreference');
  return [
    ...rows.map((row) => planCheck(group, 'notes', noteType, row)),
    planCheck(group, 'notes', attachmentParity(context), server),
    ...ATTACHMENT_ROWS.map((row) => planCheck(group, 'notes', attachmentCheck(context), row)),
    ...(documents === undefined ? [] : [planCheck(group, 'uscore', custodian(documents), server)]),
  ];
};

/** What holds across profiles: missing data, screening categories, who acted for whom. */
export const acrossProfilesGroup: GroupBuilder = (context, group): readonly Check[] => {
  const provenance = profileContext(context, 'us-core-provenance');
  const screening = (specialsOf(context)?.screening ?? []) as readonly Omit<
    ScreeningRow,
    'context'
  >[];
  return [
    ...MISSING_DATA.map((row) => planCheck(group, 'uscore', missingData(context), row)),
    ...screening.map((row) =>
      planCheck(group, 'screening', screeningCategory, { ...row, context }),
    ),
    ...(provenance === undefined
      ? []
      : [planCheck(group, 'uscore', onBehalfOf(provenance), server)]),
  ];
};
