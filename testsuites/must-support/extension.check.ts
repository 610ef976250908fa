import { defineCheck } from '../../core/check.ts';
import { extensionLook } from '../../fhir/must-support/look.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { aboutMustSupport, judgePresence } from './about.ts';
import type { ExtensionRow } from './rows.ts';

const whatOf = ({ context, extension: { path, id } }: ExtensionRow): string =>
  `${[context.profile.type, ...(path === '' ? [] : [path])].join('.')}.extension:${id}`;

/** An extension that the profile marks must-support, or that USCDI demands. */
export const extensionCheck = defineCheck({
  ...aboutMustSupport(whatOf, ({ extension: { path, url } }: ExtensionRow) =>
    wishAt(path, { url }),
  ),
  needs: ({ context }: ExtensionRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, row) =>
    judgePresence(gathered, row, extensionLook(row.extension, row.context.profile.mustSupport), {
      what: `${whatOf(row)} (${row.extension.url})`,
      otherwise: 'with another value',
    }),
});
