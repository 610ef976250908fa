import { defineCheck } from '../../core/check.ts';
import { sliceLook } from '../../fhir/must-support/look.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { aboutMustSupport, judgePresence } from './about.ts';
import type { SliceRow } from './rows.ts';
import { discriminatedBy } from './spelt.ts';

const whatOf = ({ context, slice }: SliceRow): string =>
  `${context.profile.type}.${slice.path}:${slice.slice}`;

/** A slice that the profile marks must-support, known by its discriminators. */
export const sliceCheck = defineCheck({
  ...aboutMustSupport(whatOf, ({ slice: { path, slice } }: SliceRow) => wishAt(`${path}:${slice}`)),
  needs: ({ context }: SliceRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, row) =>
    judgePresence(gathered, row, sliceLook(row.slice, row.context.profile.mustSupport), {
      what: whatOf(row),
      otherwise: `with ${row.slice.path}, but none that is told by ${discriminatedBy(row.slice)}`,
    }),
});
