import type { Guide } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { exampleOf } from '../../fhir/example/example.ts';
import { NO_WISH, type Wish } from '../../fhir/example/wish.ts';
import { shippedPack } from '../packs/index.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';

/** What to load to show something of a profile: one sentence, and the smallest resource that does. */
export function guideFor(
  { profile, pack }: ProfileContext,
  load: string,
  wishes: readonly Wish[],
): Guide | undefined {
  const packs = [
    shippedPack('hl7.fhir.r4.core', '4.0.1'),
    shippedPack('hl7.fhir.us.core', pack.version),
  ];
  const wish = { ...NO_WISH, children: wishes.flatMap(({ children }) => children) };
  const example = exampleOf(packs, profile.url, wish);
  return example === undefined ? undefined : { load, example };
}

/** The same for a profile by its id, where this version of the guide has it. */
export function guideForProfile(
  context: PlanContext,
  id: string,
  load: string,
  wishes: readonly Wish[] = [],
): Guide | undefined {
  const profile = context.pack.profiles.find((row) => row.id === id);
  return profile === undefined ? undefined : guideFor({ ...context, profile }, load, wishes);
}
