import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { BACKEND } from '../backend-services/backend-token.probe.ts';
import { jsonReply, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { longestWait } from './bulk-target.ts';
import { exportUrl } from './export.probe.ts';
import { finishExport, KICK_OFF } from './export-run.ts';
import { type FilesRead, filesProbe, outcomesOf, readFiles } from './files.probe.ts';

/** An export of what changed after an instant. */
export interface SinceTried {
  readonly since: string;
  readonly reply: JsonReply;
}

/** Just before the newest of the whole export, so that something is left to come. */
function instantFor(read: FilesRead, { config }: PlanContext): string | undefined {
  if (config.bulk?.since !== undefined) return config.bulk.since;
  const newest = outcomesOf(read)
    .map(({ outcome }) => outcome.newest)
    .filter((at) => at !== '')
    .sort()
    .at(-1);
  return newest === undefined ? undefined : new Date(Date.parse(newest) - 1000).toISOString();
}

const DAYS_7_MS = 7 * 24 * 3_600_000;

/** Answer to a kick-off with `_since`. */
export const sinceKickOffProbe = (context: PlanContext): Probe<SinceTried> =>
  defineProbe({
    id: 'bulk-since(kick-off)',
    needs: { read: filesProbe(context) },
    gather: async (io, { read }) => {
      const weekBefore = Date.parse(read.manifest.exchange.at) - DAYS_7_MS;
      const since = instantFor(read, context) ?? new Date(weekBefore).toISOString();
      const url = exportUrl(context, `?_since=${encodeURIComponent(since)}`);
      if (typeof url !== 'string') return url;
      const ask = { url, headers: KICK_OFF, context: BACKEND, key: 'bulk/since/kick-off' };
      return { since, reply: jsonReply(await io.answer(ask)) };
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
      const run = await finishExport(io, reply.exchange, 'bulk/since', longestWait(context));
      const last = run.polls.at(-1);
      const json = last === undefined ? undefined : objectIn(jsonReply(last));
      if (last === undefined || last.response.status !== 200 || json === undefined) {
        return lacking(
          'The export with _since brought no manifest.',
          (last ?? reply.exchange).index,
        );
      }
      const manifest = { exchange: last, json };
      return { since, manifest, files: await readFiles(io, context, manifest, 'bulk/since') };
    },
  });
