import { defineCheck } from '../../core/check.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from '../us-core/about-profile.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { judgeProfile } from './judge-profile.ts';

/** The validator's name for an element that is missing (docs/validation.md). */
const MISSING: ReadonlySet<string> = new Set(['required', 'slice-required']);

export const mandatoryCheck = defineCheck({
  ...aboutProfile('conformance.mandatory', 'SHALL', CITATION.dataResponseSingle),
  title: ({ context }: ProfileCheckRow) =>
    `Each ${typeOf({ context })} has the mandatory elements of ${context.profile.id}`,
  failureTitle: ({ context }) =>
    `Not every ${typeOf({ context })} has the mandatory elements of ${context.profile.id}`,
  remedy:
    'Send the element; where its value is not known, send a data-absent-reason extension or, for codes, "unknown".',
  needs: ({ context }: ProfileCheckRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, { context }) =>
    judgeProfile(gathered, context, ({ rule }) => MISSING.has(rule)),
});
