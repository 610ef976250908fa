import { type Exchange, header } from '../../core/exchange.ts';
import { defineProbe, lacking, notAsked, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { BACKEND, backendAccessProbe } from '../backend-services/backend-token.probe.ts';
import { jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { longestWait } from './bulk-target.ts';
import { completedIn, exportAsk, type ExportRow } from './export.probe.ts';
import { beginExport, endRound, finishExport, inOneGo } from './export-run.ts';
import { filesIn, manifestProbe } from './manifest.probe.ts';
import { PATIENTS_ALONE } from './parameter.check.ts';

const OUTCOME = { accept: 'application/fhir+json, application/json' };

/** An export that was deleted when it was complete, and its status after that. */
export interface Deleted {
  readonly reply: JsonReply;
  readonly after: JsonReply;
}

const TO_DELETE: ExportRow = {
  name: 'bulk-to-delete',
  query: `?_type=Patient&_outputFormat=${encodeURIComponent('application/fhir+ndjson')}`,
};

export const deletedProbe = (context: PlanContext): Probe<Deleted> =>
  defineProbe({
    id: 'bulk-deleted-when-complete',
    needs: { access: backendAccessProbe(context) },
    gather: async (io) => {
      const { name } = TO_DELETE;
      const ask = exportAsk(context, TO_DELETE);
      if ('lacking' in ask) return ask;
      return inOneGo(io, name, async () => {
        const run = await finishExport(io, await beginExport(io, ask), ask);
        const completed = completedIn(run);
        if ('lacking' in completed) return completed;
        const about = { url: run.statusUrl ?? ask.url, context: BACKEND };
        const deletion = { ...about, method: 'DELETE', key: `${name}/delete` } as const;
        const reply = jsonReply(await io.answer(deletion));
        const after = await io.answer({ ...about, headers: OUTCOME, key: `${name}/after` });
        return { reply, after: jsonReply(after) };
      });
    },
  });

/** A status and a file asked for when the time is over that the server gave them. */
export interface Expired {
  readonly expires: string;
  readonly status: Exchange;
  readonly file?: Exchange;
}

/** Clocks differ, and storage is tidied up now and then. */
const GRACE_SECONDS = 60;

/** Asks for what has expired, where that is soon enough to be waited for. */
export const expiredProbe = (context: PlanContext): Probe<Expired> =>
  defineProbe({
    id: 'bulk-expired',
    needs: { manifest: manifestProbe(context, PATIENTS_ALONE) },
    gather: async (io, { manifest }) => {
      // What follows waits for the end of its files: it must not be taken for an interruption.
      await endRound(io, PATIENTS_ALONE.name);
      const { exchange } = manifest;
      const expires = header(exchange.response.headers, 'expires');
      const at = Date.parse(expires ?? '');
      if (expires === undefined || Number.isNaN(at)) {
        return notAsked('The completed status does not say when its files expire.');
      }
      const left = (at - Date.parse(exchange.at)) / 1000;
      if (left <= 0) {
        return lacking(`Expires is no time to come: ${expires}.`, exchange.index);
      }
      if (left + GRACE_SECONDS > longestWait(context)) {
        return notAsked(
          `The files last until ${expires}, which is later than bulk.longestWaitSeconds lets the run wait.`,
        );
      }
      await io.later(`${PATIENTS_ALONE.name}/expired`, left + GRACE_SECONDS);
      const about = { context: BACKEND, headers: OUTCOME };
      const { url } = exchange.request;
      const status = await io.ask({ ...about, url, key: `${PATIENTS_ALONE.name}/expired/status` });
      const listed = filesIn(manifest, 'output')[0];
      if (listed === undefined || manifest.json['requiresAccessToken'] !== true) {
        return { expires, status };
      }
      const key = `${PATIENTS_ALONE.name}/expired/file`;
      // Without a token where the file may lie elsewhere: it must not open any more either way.
      const sameOrigin = URL.parse(listed.url)?.origin === URL.parse(url)?.origin;
      const file = await io.ask({
        url: listed.url,
        headers: { accept: 'application/fhir+ndjson' },
        key,
        ...(sameOrigin ? { context: BACKEND } : {}),
      });
      return { expires, status, file };
    },
  });
