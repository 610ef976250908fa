import { defineCheck } from '../../core/check.ts';
import { elementLook } from '../../fhir/must-support/look.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { aboutMustSupport, judgePresence } from './about.ts';
import type { ElementRow } from './rows.ts';
import { spelt } from './spelt.ts';

const whatOf = ({ context, element: { path, fixed } }: ElementRow): string => {
  const name = `${context.profile.type}.${path}`;
  return fixed === undefined || path.includes(':') ? name : `${name} = ${spelt(fixed)}`;
};

/** An element that the profile marks must-support, or that USCDI demands. */
export const elementCheck = defineCheck({
  ...aboutMustSupport(whatOf, ({ element: { path, fixed } }: ElementRow) =>
    wishAt(path, { fixed }),
  ),
  needs: ({ context }: ElementRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, row) =>
    judgePresence(gathered, row, elementLook(row.element, row.context.profile.mustSupport), {
      what: whatOf(row),
      otherwise: `with another value than ${spelt(row.element.fixed)}`,
    }),
});
