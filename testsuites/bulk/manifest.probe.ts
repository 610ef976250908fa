import type { AnsweredExchange } from '../../core/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { defineProbe, lacking, type Lacking, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { BACKEND } from '../backend-services/backend-token.probe.ts';
import { describedAnswer, jsonReply, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { longestWait } from './bulk-target.ts';
import { completedProbe, type ExportRow, WHOLE } from './export.probe.ts';
import { pollUntilEnd } from './export-run.ts';

/** The manifest of an export (Bulk Data, Complete Status), its pages put together. */
export interface Manifest {
  readonly exchange: AnsweredExchange;
  readonly json: JsonObject;
  /** The pages after the first, where it has any (Bulk Data 3.0, link next). */
  readonly pages?: readonly ManifestPage[];
}

/** A page of a manifest as it was answered. */
export interface ManifestPage {
  readonly exchange: AnsweredExchange;
  /** Absent where the answer was no manifest. */
  readonly json?: JsonObject;
}

const listOf = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

const nextOf = (json: JsonObject, base: string): string | undefined => {
  const url = listOf(json['link']).find(({ relation }) => relation === 'next')?.['url'];
  return typeof url === 'string' ? URL.parse(url, base)?.href : undefined;
};

/** More pages than any export has; a chain that leads round in a circle ends here. */
const MOST_PAGES = 1000;

async function pagesAfter(
  io: ProbeIo,
  name: string,
  first: Manifest,
  longest: number,
): Promise<readonly ManifestPage[]> {
  const pages: ManifestPage[] = [];
  const seen = new Set([first.exchange.request.url]);
  let url = nextOf(first.json, first.exchange.request.url);
  let since = first.exchange.at;
  while (url !== undefined && !seen.has(url) && pages.length < MOST_PAGES) {
    seen.add(url);
    const patience = { longestWait: longest, since };
    const { polls } = await pollUntilEnd(io, url, `${name}/page/${pages.length}`, patience);
    const exchange = polls.at(-1);
    if (exchange === undefined) break;
    const json = exchange.response.status === 200 ? objectIn(jsonReply(exchange)) : undefined;
    pages.push({ exchange, ...(json === undefined ? {} : { json }) });
    since = exchange.at;
    url = json === undefined ? undefined : nextOf(json, exchange.request.url);
  }
  return pages;
}

const LISTS = ['output', 'deleted'] as const;

function joined(first: JsonObject, pages: readonly ManifestPage[]): JsonObject {
  const all = [first, ...pages.map(({ json }) => json).filter((json) => json !== undefined)];
  const lists = LISTS.filter((list) => all.some((page) => Array.isArray(page[list]))).map(
    (list) => [list, all.flatMap((page) => listOf(page[list]))] as const,
  );
  return { ...first, ...Object.fromEntries(lists) };
}

/** Reads a completed status with whatever pages it leads to. */
export async function readManifest(
  io: ProbeIo,
  name: string,
  reply: JsonReply,
  longest: number,
): Promise<Manifest | Lacking> {
  const json = objectIn(reply);
  const { exchange } = reply;
  if (json === undefined) return lacking('The completed status is no JSON object.', exchange.index);
  const pages = await pagesAfter(io, name, { exchange, json }, longest);
  return pages.length === 0 ? { exchange, json } : { exchange, json: joined(json, pages), pages };
}

export const manifestProbe = (context: PlanContext, row: ExportRow = WHOLE): Probe<Manifest> =>
  defineProbe({
    id: `bulk-manifest(${row.name})`,
    needs: { reply: completedProbe(context, row) },
    gather: async (io, { reply }) => readManifest(io, row.name, reply, longestWait(context)),
  });

/** A manifest asked for a second time. */
export interface AskedAgain {
  readonly first: Manifest;
  readonly again: JsonReply;
}

export const manifestAgainProbe = (context: PlanContext): Probe<AskedAgain> =>
  defineProbe({
    id: 'bulk-manifest-again',
    needs: { first: manifestProbe(context) },
    gather: async (io, { first }) => {
      const { url } = first.exchange.request;
      const headers = { accept: 'application/json' };
      const key = `${WHOLE.name}/asked-again`;
      const again = jsonReply(await io.answer({ url, headers, context: BACKEND, key }));
      if (again.exchange.response.status === 200) return { first, again };
      return lacking(
        `The status cannot be asked for twice: ${describedAnswer(again)}.`,
        again.exchange.index,
      );
    },
  });

/** A file as the manifest lists it. */
export interface ListedFile {
  readonly type: string;
  /** Absolute; relative ones are resolved against the status URL, and told by their own check. */
  readonly url: string;
  readonly count?: number;
}

/** The usable items of one list of a manifest. */
export const filesIn = (
  { json, exchange }: Manifest,
  list: 'output' | 'error' | 'deleted',
): readonly ListedFile[] =>
  listOf(json[list]).flatMap(({ type, url, count }) => {
    const absolute =
      typeof url === 'string' && url !== ''
        ? URL.parse(url, exchange.request.url)?.href
        : undefined;
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
