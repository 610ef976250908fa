import type { AnsweredExchange, Exchange } from '../../core/exchange.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { isJsonObject } from '../../core/json.ts';
import { defineProbe, lacking, type Lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { BACKEND, backendAccessProbe } from '../backend-services/backend-token.probe.ts';
import { describedAnswer, jsonReply, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { bulkBase, longestWait, NO_GROUP } from './bulk-target.ts';
import { cancelExport, type ExportRun, finishExport, KICK_OFF, statusUrlOf } from './export-run.ts';

/** The kick-off URL of the configured group. */
export const exportUrl = (context: PlanContext, query = ''): string | Lacking =>
  context.config.bulk === undefined
    ? lacking(NO_GROUP)
    : `${bulkBase(context)}/Group/${encodeURIComponent(context.config.bulk.group)}/$export${query}`;

/** Answer to a kick-off with these parameters, whatever it is. */
export const kickOffProbe = (context: PlanContext, name = 'bulk', query = ''): Probe<JsonReply> =>
  defineProbe({
    id: `bulk-kick-off(${name})`,
    needs: { access: backendAccessProbe(context) },
    gather: async (io) => {
      const url = exportUrl(context, query);
      if (typeof url !== 'string') return url;
      return jsonReply(
        await io.answer({ url, headers: KICK_OFF, context: BACKEND, key: `${name}/kick-off` }),
      );
    },
  });

/** The export with these parameters to its end. */
export const exportProbe = (context: PlanContext, name = 'bulk', query = ''): Probe<ExportRun> =>
  defineProbe({
    id: `bulk-export(${name})`,
    needs: { kickOff: kickOffProbe(context, name, query) },
    gather: async (io, { kickOff: { exchange } }) => {
      if (exchange.response.status !== 202) {
        return lacking(
          `No export began: the kick-off was answered ${describedAnswer(jsonReply(exchange))}.`,
          exchange.index,
        );
      }
      return finishExport(io, exchange, name, longestWait(context));
    },
  });

/** Answer to the last poll of an export that ended. */
export const completedProbe = (context: PlanContext, name = 'bulk', query = ''): Probe<JsonReply> =>
  defineProbe({
    id: `bulk-completed(${name})`,
    needs: { run: exportProbe(context, name, query) },
    gather: async (_io, { run: { kickOff, polls, statusUrl, givenUp } }) => {
      const last = polls.at(-1);
      if (statusUrl === undefined || last === undefined) {
        return lacking('The kick-off gave no address to poll.', kickOff.index);
      }
      if (givenUp !== undefined) {
        return lacking(
          `The export was still running after ${givenUp.waited} seconds, and its next wait of ${givenUp.next} seconds would pass the limit: raise bulk.longestWaitSeconds.`,
          last.index,
        );
      }
      if (last.response.status !== 200) {
        return lacking(
          `The export did not end well: its status is ${describedAnswer(jsonReply(last))}.`,
          last.index,
        );
      }
      return jsonReply(last);
    },
  });

/** The manifest of an export (Bulk Data, Complete Status). */
export interface Manifest {
  readonly exchange: AnsweredExchange;
  readonly json: JsonObject;
}

export const manifestProbe = (context: PlanContext, name = 'bulk', query = ''): Probe<Manifest> =>
  defineProbe({
    id: `bulk-manifest(${name})`,
    needs: { reply: completedProbe(context, name, query) },
    gather: async (_io, { reply }) => {
      const json = objectIn(reply);
      return json === undefined
        ? lacking('The completed status is no JSON object.', reply.exchange.index)
        : { exchange: reply.exchange, json };
    },
  });

/** A file as the manifest lists it. */
export interface ListedFile {
  readonly type: string;
  /** Absolute; relative ones are resolved against the status URL, and told by their own check. */
  readonly url: string;
  readonly count?: number;
}

const listOf = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** The usable items of one list of a manifest. */
export const filesIn = (
  { json, exchange }: Manifest,
  list: 'output' | 'error' | 'deleted',
): readonly ListedFile[] =>
  listOf(json[list]).flatMap(({ type, url, count }) => {
    const absolute =
      typeof url === 'string' ? URL.parse(url, exchange.request.url)?.href : undefined;
    if (absolute === undefined || !/^https?:/.test(absolute)) return [];
    return [
      {
        type: typeof type === 'string' ? type : '',
        url: absolute,
        ...(typeof count === 'number' ? { count } : {}),
      },
    ];
  });

/** The items of `output` as they stand. */
export const outputItems = ({ json }: Manifest): readonly JsonObject[] => listOf(json['output']);

/** A kick-off that is made for its answer alone, and what came of cancelling it. */
export interface Tried {
  readonly reply: JsonReply;
  readonly cancelled?: Exchange;
}

export const triedProbe = (context: PlanContext, name: string, query: string): Probe<Tried> =>
  defineProbe({
    id: `bulk-tried(${name})`,
    needs: { reply: kickOffProbe(context, name, query) },
    gather: async (io, { reply }) => {
      const cancelled = await cancelExport(io, reply.exchange, name);
      return { reply, ...(cancelled === undefined ? {} : { cancelled }) };
    },
  });

/** An export cancelled at once, and its status after that. */
export interface Cancelled {
  readonly reply: JsonReply;
  readonly after: JsonReply;
}

export const cancelledProbe = (context: PlanContext): Probe<Cancelled> =>
  defineProbe({
    id: 'bulk-cancelled',
    needs: { kickOff: kickOffProbe(context, 'bulk/to-cancel') },
    gather: async (io, { kickOff: { exchange } }) => {
      const url = exchange.response.status === 202 ? statusUrlOf(exchange) : undefined;
      if (url === undefined)
        return lacking('There is no running export to cancel.', exchange.index);
      const about = { url, context: BACKEND };
      const reply = jsonReply(
        await io.answer({ ...about, method: 'DELETE', key: 'bulk/to-cancel/cancel' }),
      );
      const headers = { accept: 'application/fhir+json, application/json' };
      const after = await io.answer({ ...about, headers, key: 'bulk/to-cancel/after' });
      return { reply, after: jsonReply(after) };
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
    gather: async (io, { kickOff: { exchange } }) => {
      if (exchange.response.status !== 202) {
        return lacking('The kick-off fails with a token, too.', exchange.index);
      }
      const key = `bulk/without-token/${what}`;
      if (what === 'kick-off') {
        const { url } = exchange.request;
        const reply = jsonReply(await io.answer({ url, headers: KICK_OFF, key }));
        await cancelExport(io, reply.exchange, key);
        return reply;
      }
      const url = statusUrlOf(exchange);
      if (url === undefined) return lacking('There is no address to poll.', exchange.index);
      return jsonReply(await io.answer({ url, headers: { accept: 'application/json' }, key }));
    },
  });
