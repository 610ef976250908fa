import { defineCheck, omit } from '../../core/check.ts';
import { CITATION } from '../citations.ts';
import { shortName } from '../us-core/requirement-ids.ts';
import type { LiftedRow } from './rows.ts';

const subject = ({ amendment, context }: LiftedRow): string =>
  `${amendment.name} (${shortName(context.profile.id)})`;

/** What the published profile flags and nobody asks for any more, said so that it is seen. */
export const liftedCheck = defineCheck({
  id: ({ requirements: [id] }: LiftedRow) => id.replace(/^uscore\./, ''),
  level: 'MAY',
  citations: [CITATION.dataResponseSingle],
  requirements: ({ requirements }) => requirements,
  advice: true,
  title: (row) => `${subject(row)} need not be shown`,
  failureTitle: (row) => `${subject(row)} need not be shown`,
  remedy: 'Nothing needs to be done.',
  needs: {},
  judge: (_evidence, { amendment: { reason, citation } }) => omit(`${reason} (${citation})`),
});
