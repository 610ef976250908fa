import { defineCheck } from '../../core/check.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from '../us-core/about-profile.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { guideFor } from '../must-support/guide.ts';
import { isReferencedOnly } from '../us-core/seed-searches.ts';
import { judgeProfile } from './judge-profile.ts';

export const profileCheck = defineCheck({
  ...aboutProfile('conformance.profile', 'SHALL', CITATION.dataResponseSingle),
  title: ({ context }: ProfileCheckRow) =>
    `Each ${typeOf({ context })} is valid against ${context.profile.id} ${context.pack.version}`,
  failureTitle: ({ context }) =>
    `Not every ${typeOf({ context })} is valid against ${context.profile.id} ${context.pack.version}`,
  remedy: ({ context }) =>
    `Mend the element named: what the profile ${context.profile.url} demands of it stands under "expected".`,
  guide: ({ context }) =>
    guideFor(
      context,
      isReferencedOnly(context.profile)
        ? `Load at least one ${context.profile.type} that a resource of one of the test patients leads to.`
        : `Load at least one ${context.profile.type} by ${context.profile.id} for one of the test patients.`,
      [],
    ),
  needs: ({ context }: ProfileCheckRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, { context }) => judgeProfile(gathered, context, () => true, true),
});
