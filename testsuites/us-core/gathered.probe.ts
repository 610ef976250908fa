import type { Probe } from '../../core/probe.ts';
import { collectedProbe } from './collected.probe.ts';
import type { ProfileContext } from './profile-context.ts';
import { type SeedEvidence, seedProbe } from './seed.probe.ts';
import { isReferencedOnly } from './seed-searches.ts';

/** Everything gathered of a profile, by search or, where no search finds it, by reference. */
export const gatheredProbe = (context: ProfileContext): Probe<SeedEvidence> =>
  isReferencedOnly(context.profile) ? collectedProbe(context) : seedProbe(context);
