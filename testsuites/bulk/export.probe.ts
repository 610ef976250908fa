import type { AnsweredExchange, Exchange } from '../../core/exchange.ts';
import {
  defineProbe,
  failedToGather,
  lacking,
  type Lacking,
  type Probe,
  type ProbeIo,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { BACKEND, backendAccessProbe } from '../backend-services/backend-token.probe.ts';
import { describedAnswer, jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { bulkBase, longestWait, NO_GROUP } from './bulk-target.ts';
import {
  type Begun,
  beginExport,
  type Busy,
  cancelExport,
  type ExportAsk,
  type ExportRun,
  finishExport,
  inOneGo,
  isBusy,
  KICK_OFF,
  statusUrlOf,
  statusUrlOfBegun,
} from './export-run.ts';

/** What one export of the plan is asked for. */
export interface ExportRow extends Pick<ExportAsk, 'name' | 'handling' | 'parameters'> {
  readonly query?: string;
  /** Whose data; the configured group's by default. */
  readonly of?: Level;
}

/** The export of all that the group has. */
export const WHOLE: ExportRow = { name: 'bulk' };

/** Below which part of the FHIR base an export is asked for (Bulk Data, Endpoints). */
export type Level = 'Patient' | 'system' | { readonly group: string };

const pathOf = (of: Level): string => {
  if (typeof of === 'object') return `/Group/${encodeURIComponent(of.group)}`;
  return of === 'Patient' ? '/Patient' : '';
};

/** How an export is asked for in this run. */
export function exportAsk(context: PlanContext, row: ExportRow): ExportAsk | Lacking {
  const { bulk } = context.config;
  if (bulk === undefined) return lacking(NO_GROUP);
  const { of, query = '', ...rest } = row;
  const path = pathOf(of ?? { group: bulk.group });
  const url = `${bulkBase(context)}${path}/$export${query}`;
  return { ...rest, url, longestWait: longestWait(context) };
}

/** Answer to a kick-off, and how long it took to be heard. */
export interface KickedOff extends JsonReply {
  readonly busy?: Busy;
}

/** Why nothing can be said of a server that begins no export now; undefined where it does. */
export function busyReason({ exchange, busy }: KickedOff): string | undefined {
  if (!isBusy(exchange)) return undefined;
  const { waited = 0, next = 0, hasLost = false } = busy ?? {};
  const lost = hasLost
    ? ' Exports that an interruption of this run cut off may still be under way there.'
    : '';
  return `The server began no export: after ${waited} seconds it still answers HTTP ${exchange.response.status}, and its next wait of ${next} seconds would pass bulk.longestWaitSeconds.${lost}`;
}

/** Answer to a kick-off, whatever it is. */
export const kickOffProbe = (context: PlanContext, row: ExportRow = WHOLE): Probe<KickedOff> =>
  defineProbe({
    id: `bulk-kick-off(${row.name})`,
    needs: { access: backendAccessProbe(context) },
    gather: async (io) => {
      const ask = exportAsk(context, row);
      if ('lacking' in ask) return ask;
      return replyOf(await beginExport(io, ask));
    },
  });

/** The answer to a kick-off, read. */
export const replyOf = ({ kickOff, busy }: Begun): KickedOff => ({
  ...jsonReply(kickOff),
  ...(busy === undefined ? {} : { busy }),
});

/** The kick-off whose answer was read, to go on with. */
export const begunOf = ({ exchange: kickOff, busy }: KickedOff): Begun => ({
  kickOff,
  ...(busy === undefined ? {} : { busy }),
});

/** Why an export did not begin. */
const notBegun = (reply: KickedOff): Lacking =>
  lacking(
    busyReason(reply) ?? `No export began: the kick-off was answered ${describedAnswer(reply)}.`,
    reply.exchange.index,
  );

/** The export to its end. */
export const exportProbe = (context: PlanContext, row: ExportRow = WHOLE): Probe<ExportRun> =>
  defineProbe({
    id: `bulk-export(${row.name})`,
    needs: { kickOff: kickOffProbe(context, row) },
    gather: async (io, { kickOff }) => {
      if (kickOff.exchange.response.status !== 202) return notBegun(kickOff);
      const ask = exportAsk(context, row);
      if ('lacking' in ask) return ask;
      return finishExport(io, begunOf(kickOff), ask);
    },
  });

/** The last poll of an export that ended well, or why there is none. */
export function completedIn(run: ExportRun): JsonReply | Lacking {
  const { kickOff, polls, statusUrl, givenUp } = run;
  const last = polls.at(-1);
  if (statusUrl === undefined || last === undefined) {
    return kickOff.response.status === 202
      ? lacking('The kick-off gave no address to poll.', kickOff.index)
      : notBegun(replyOf(run));
  }
  if (givenUp !== undefined) return lacking(givenUpReason(givenUp), last.index);
  if (last.response.status !== 200) {
    return lacking(
      `The export did not end well: its status is ${describedAnswer(jsonReply(last))}.`,
      last.index,
    );
  }
  const { truncated } = last.response;
  return truncated !== undefined && CUT_OFF.test(truncated)
    ? failedToGather(`The completed status is longer than is read: ${truncated}.`, last.index)
    : jsonReply(last);
}

/** How the recording client tells that it stopped at a limit of its own. */
const CUT_OFF = /^cut off\b/;

/** What is said of an export that was not awaited to its end. */
export const givenUpReason = ({ waited, next }: NonNullable<ExportRun['givenUp']>): string =>
  `The export was still running after ${waited} seconds, and the server asks to wait ${next} seconds more, which would pass the limit: raise bulk.longestWaitSeconds.`;

/** Answer to the last poll of an export that ended. */
export const completedProbe = (context: PlanContext, row: ExportRow = WHOLE): Probe<JsonReply> =>
  defineProbe({
    id: `bulk-completed(${row.name})`,
    needs: { run: exportProbe(context, row) },
    gather: async (_io, { run }) => completedIn(run),
  });

/** A kick-off that is made for its answer alone, and what came of cancelling it. */
export interface Tried {
  readonly reply: KickedOff;
  readonly cancelled?: Exchange;
}

export const triedProbe = (context: PlanContext, row: ExportRow): Probe<Tried> =>
  defineProbe({
    id: `bulk-tried(${row.name})`,
    needs: { whole: kickOffProbe(context) },
    gather: async (io, { whole }) => {
      const ask = exportAsk(context, row);
      if ('lacking' in ask) return ask;
      return tryExport(io, ask, whole);
    },
  });

/** Kicks off and cancels at once; the export of all is left alone, should the server give it. */
export const tryExport = (io: ProbeIo, ask: ExportAsk, whole: KickedOff): Promise<Tried> =>
  inOneGo(io, ask.name, async () => {
    const begun = await beginExport(io, ask);
    const other = statusUrlOfBegun(whole.exchange);
    const cancelled = await cancelExport(io, begun, ask.name, other);
    return { reply: replyOf(begun), ...(cancelled === undefined ? {} : { cancelled }) };
  });

/** An export cancelled at once, and its status after that. */
export interface Cancelled {
  readonly reply: JsonReply;
  readonly after: JsonReply;
}

const TO_CANCEL: ExportRow = { name: 'bulk-to-cancel' };

export const cancelledProbe = (context: PlanContext): Probe<Cancelled> =>
  defineProbe({
    id: 'bulk-cancelled',
    needs: { whole: kickOffProbe(context) },
    gather: async (io, { whole }) => {
      const { name } = TO_CANCEL;
      const ask = exportAsk(context, TO_CANCEL);
      if ('lacking' in ask) return ask;
      return inOneGo(io, name, async () => {
        const begun = await beginExport(io, ask);
        const url = statusUrlOfBegun(begun.kickOff);
        if (url === undefined) return notBegun(jsonReply(begun.kickOff));
        if (url === statusUrlOfBegun(whole.exchange)) {
          return lacking(
            'The server answers an equal kick-off with the export that is under way; to cancel it would end the export that is looked at.',
            begun.kickOff.index,
          );
        }
        const about = { url, context: BACKEND };
        const deletion = { ...about, method: 'DELETE', key: `${name}/cancel` } as const;
        const reply = jsonReply(await io.answer(deletion));
        const headers = { accept: 'application/fhir+json, application/json' };
        const after = await io.answer({ ...about, headers, key: `${name}/after` });
        return { reply, after: jsonReply(after) };
      });
    },
  });

/** What is answered to the same requests without a token, once they are known to work with one. */
export const withoutTokenProbe = (
  context: PlanContext,
  what: 'kick-off' | 'status',
): Probe<JsonReply> =>
  defineProbe({
    id: `bulk-without-token(${what})`,
    needs: { kickOff: kickOffProbe(context) },
    gather: async (io, { kickOff }) => {
      const { exchange } = kickOff;
      if (exchange.response.status !== 202) return notBegun(kickOff);
      const name = `${WHOLE.name}/without-token`;
      if (what === 'kick-off') {
        const key = `${name}/kick-off`;
        const about = { url: exchange.request.url, headers: KICK_OFF, key };
        return inOneGo(io, name, () => refusedOrCancelled(io, about, name, exchange));
      }
      const url = statusUrlOf(exchange);
      if (url === undefined) return lacking('There is no address to poll.', exchange.index);
      const key = `${WHOLE.name}/status-without-token`;
      return jsonReply(await io.answer({ url, headers: { accept: 'application/json' }, key }));
    },
  });

/** A kick-off that should not be heard; where it is, its export is ended. */
async function refusedOrCancelled(
  io: ProbeIo,
  about: { readonly url: string; readonly headers: typeof KICK_OFF; readonly key: string },
  name: string,
  whole: AnsweredExchange,
): Promise<JsonReply> {
  const kickOff: AnsweredExchange = await io.answer({ ...about, once: true });
  await cancelExport(io, { kickOff }, name, statusUrlOf(whole));
  return jsonReply(kickOff);
}
