import type { Needs } from '../../core/check.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { ProfileRow } from '../../fhir/pack-rows.ts';
import { type Found, nameOf } from './bundle.ts';
import { seedProbe, type SeedEvidence } from './seed.probe.ts';
import { seedSearch } from './seed-searches.ts';

/** Resources of some profiles, by patient, each once however many profiles it was found for. */
export type GatheredByPatient = ReadonlyMap<string, readonly Found[]>;

const distinct = (found: readonly Found[]): readonly Found[] => [
  ...new Map(found.map((item) => [nameOf(item.resource), item])).values(),
];

/** The parent of the vital signs profiles: what it would find, they find one by one. */
const ABSTRACT = 'us-core-vital-signs';

/** Everything that the seed searches of these profiles found, without a further request. */
export const gatheredOf = (
  context: PlanContext,
  name: string,
  wanted: (profile: ProfileRow) => boolean,
): Probe<GatheredByPatient> => {
  const profiles = context.pack.profiles.filter(
    (profile) =>
      wanted(profile) && profile.id !== ABSTRACT && seedSearch(context.pack, profile) !== undefined,
  );
  const needs: Needs = Object.fromEntries(
    profiles.map((profile) => [profile.id, seedProbe({ ...context, profile })]),
  );
  return defineProbe({
    id: `gathered(${name})`,
    needs,
    gather: async (_io, evidence: Record<string, unknown>) => {
      const seeds = profiles.map(({ id }) => evidence[id] as SeedEvidence);
      const patients = new Set(seeds.flatMap(({ gathered }) => [...gathered.keys()]));
      return new Map(
        [...patients].map((patient) => [
          patient,
          distinct(seeds.flatMap(({ gathered }) => gathered.get(patient) ?? [])),
        ]),
      );
    },
  });
};

export const ofType =
  (type: string) =>
  (profile: ProfileRow): boolean =>
    profile.type === type;

export const everything = (gathered: GatheredByPatient): readonly Found[] =>
  [...gathered.values()].flat();
