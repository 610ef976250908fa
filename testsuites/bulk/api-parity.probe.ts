import type { Needs } from '../../core/check.ts';
import {
  type Attempt,
  attempted,
  defineProbe,
  lacking,
  notAsked,
  type Probe,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { Found } from '../us-core/bundle.ts';
import { type SeedEvidence, seedProbe } from '../us-core/seed.probe.ts';
import { seedSearch } from '../us-core/seed-searches.ts';
import { type FilesRead, filesProbe } from './files.probe.ts';

/** What searches found of the patients whom the export holds, beside what the export holds. */
export interface BothSides {
  readonly read: FilesRead;
  /** By patient (`Patient/id`); each resource once for each search that found it. */
  readonly searched: ReadonlyMap<string, readonly Found[]>;
}

/** The parent of the vital signs profiles: what it would find, they find one by one. */
const ABSTRACT = 'us-core-vital-signs';

/** Searches of the single-patient part that a run makes in any case, and the files of its export. */
export const bothSidesProbe = (context: PlanContext): Probe<BothSides> => {
  const profiles = context.pack.profiles.filter(
    (profile) => profile.id !== ABSTRACT && seedSearch(context.pack, profile) !== undefined,
  );
  // One search that fails must not take along what the others found.
  const seeds: Needs = Object.fromEntries(
    profiles.map((profile) => [profile.id, attempted(seedProbe({ ...context, profile }))]),
  );
  return defineProbe({
    id: 'bulk-and-searches',
    needs: { ...seeds, read: filesProbe(context) },
    gather: async (_io, evidence: Record<string, unknown>) => {
      const read = evidence['read'] as FilesRead;
      const searched = new Map<string, Found[]>();
      let anySearch = false;
      for (const { id } of profiles) {
        const attempt = evidence[id] as Attempt<SeedEvidence>;
        if (!('brought' in attempt)) continue;
        anySearch = true;
        for (const [patient, found] of attempt.brought.gathered) {
          const name = `Patient/${patient}`;
          searched.set(name, [...(searched.get(name) ?? []), ...found]);
        }
      }
      if (!anySearch) return notAsked('No patient was searched for by the single-patient API.');
      if (read.files.every(({ outcome }) => outcome === undefined)) {
        return lacking('The export brought no file.', read.manifest.exchange.index);
      }
      return { read, searched };
    },
  });
};
