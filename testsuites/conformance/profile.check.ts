import { defineCheck } from '../../core/check.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from '../us-core/about-profile.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { judgeProfile } from './judge-profile.ts';

export const profileCheck = defineCheck({
  ...aboutProfile('conformance.profile', 'SHALL', CITATION.dataResponseSingle),
  title: ({ context }: ProfileCheckRow) =>
    `Each ${typeOf({ context })} is valid against ${context.profile.id} ${context.pack.version}`,
  failureTitle: ({ context }) =>
    `Not every ${typeOf({ context })} is valid against ${context.profile.id} ${context.pack.version}`,
  remedy: ({ context }) =>
    `Mend the element named: what the profile ${context.profile.url} demands of it stands under "expected".`,
  needs: ({ context }: ProfileCheckRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, { context }) => judgeProfile(gathered, context, () => true, true),
});
