import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { longestWait } from './bulk-target.ts';
import {
  begunOf,
  completedIn,
  exportAsk,
  type ExportRow,
  type KickedOff,
  replyOf,
} from './export.probe.ts';
import { beginExport, endRound, finishExport } from './export-run.ts';
import { type FilesRead, filesProbe, outcomesOf, readFiles } from './files.probe.ts';
import { readManifest } from './manifest.probe.ts';

/** An export of what changed after an instant. */
export interface SinceTried {
  readonly since: string;
  readonly reply: KickedOff;
}

/** What may come though it did not change: it belongs to what did (Bulk Data 2.0, _since). */
export const ASSOCIATED = new Set([
  'Binary',
  'Location',
  'Medication',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Provenance',
  'RelatedPerson',
]);

/** Just before the newest of the whole export, so that something is left to come. */
function instantFor(read: FilesRead, { config }: PlanContext): string | undefined {
  if (config.bulk?.since !== undefined) return config.bulk.since;
  const newest = outcomesOf(read)
    .filter(({ type }) => !ASSOCIATED.has(type))
    .map(({ outcome }) => outcome.newest)
    .filter((at) => at !== '')
    .sort()
    .at(-1);
  return newest === undefined ? undefined : new Date(Date.parse(newest) - 1000).toISOString();
}

const DAYS_7_MS = 7 * 24 * 3_600_000;

const NAME = 'bulk/since';

const rowSince = (since: string): ExportRow => ({
  name: NAME,
  query: `?_since=${encodeURIComponent(since)}`,
});

/** Answer to a kick-off with `_since`. */
export const sinceKickOffProbe = (context: PlanContext): Probe<SinceTried> =>
  defineProbe({
    id: 'bulk-since(kick-off)',
    needs: { read: filesProbe(context) },
    gather: async (io, { read }) => {
      const weekBefore = Date.parse(read.manifest.exchange.at) - DAYS_7_MS;
      const since = instantFor(read, context) ?? new Date(weekBefore).toISOString();
      const ask = exportAsk(context, rowSince(since));
      if ('lacking' in ask) return ask;
      return { since, reply: replyOf(await beginExport(io, ask)) };
    },
  });

/** What came after the instant. */
export const sinceFilesProbe = (
  context: PlanContext,
): Probe<FilesRead & { readonly since: string }> =>
  defineProbe({
    id: 'bulk-since(files)',
    needs: { tried: sinceKickOffProbe(context) },
    gather: async (io, { tried: { reply, since } }) => {
      const ask = exportAsk(context, rowSince(since));
      if ('lacking' in ask) return ask;
      const completed = completedIn(await finishExport(io, begunOf(reply), ask));
      if ('lacking' in completed) {
        return lacking(`The export with _since brought no manifest. ${completed.lacking}`);
      }
      const manifest = await readManifest(io, NAME, completed, longestWait(context));
      if ('lacking' in manifest) return manifest;
      const files = await readFiles(io, context, manifest, NAME);
      await endRound(io, NAME);
      return { since, manifest, files };
    },
  });
