import { type Exchange, header, isAnswered } from '../../core/exchange.ts';
import type { JsonValue } from '../../core/json.ts';
import type { LineFold } from '../../core/line-fold.ts';
import { defineProbe, lacking, notAsked, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { BACKEND } from '../backend-services/backend-token.probe.ts';
import { jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { bulkBase } from './bulk-target.ts';
import { endRound } from './export-run.ts';
import { filesIn, type ListedFile, type Manifest, manifestProbe } from './manifest.probe.ts';
import { FileFold, type FoldJob } from './file-fold.ts';
import type { FileOutcome } from './file-outcome.ts';

/** A file as it came, or did not. */
export interface FileRead extends ListedFile {
  readonly exchange: Exchange;
  readonly redirects: number;
  /** There where the file came with HTTP 200. */
  readonly outcome?: FileOutcome;
  /** Why it is no fault of the server that the file did not come. */
  readonly excuse?: string;
}

export interface FilesRead {
  readonly manifest: Manifest;
  readonly files: readonly FileRead[];
}

/** Names and contents kept of an export as a whole: 8 MB and 4 MB of its journal. */
const NAMES_KEPT = 524_288;
const CONTENTS_KEPT = 20_000;
/** Every file may keep so much, however many there are. */
const NAMES_EACH = 256;
const CONTENTS_EACH = 8;

/**
 * What may be kept of each file: a share by the manifest's counts, where all have one, since names
 * can be compared as far as each file has kept them; else the same of each.
 */
export function sharesOf(
  files: readonly ListedFile[],
): (file: ListedFile) => Omit<FoldJob, 'type' | 'config'> {
  const total = files.reduce((sum, { count = Number.NaN }) => sum + Math.max(count, 0), 0);
  return ({ count = Number.NaN }) => {
    // Counts are the server's, and may be beyond all bounds.
    const share =
      total > 0 && Number.isFinite(total)
        ? Math.max(count, 0) / total
        : 1 / Math.max(files.length, 1);
    return {
      names: Math.max(NAMES_EACH, Math.floor(NAMES_KEPT * share)),
      contents: Math.max(CONTENTS_EACH, Math.floor(CONTENTS_KEPT / Math.max(files.length, 1))),
    };
  };
}

export const NOTHING_KEPT = { names: 0, contents: 0 };

const NDJSON = { accept: 'application/fhir+ndjson' };
const MOST_REDIRECTS = 5;

/** A token goes to the server that gave it and to nobody else, whatever the manifest says. */
export function authorizedFor(context: PlanContext, { json }: Manifest, url: string) {
  if (json['requiresAccessToken'] !== true) return {};
  const own = [bulkBase(context), ...context.config.target.trustedOrigins];
  const origins = own.map((base) => URL.parse(base)?.origin);
  return origins.includes(URL.parse(url)?.origin) ? { context: BACKEND } : {};
}

/** A file of some kind as it was read, over whatever redirects. */
export interface Fetched<T> {
  readonly exchange: Exchange;
  readonly redirects: number;
  readonly outcome?: T;
}

/** Reads one file that a manifest lists, line by line. */
export async function readFile(
  io: ProbeIo,
  context: PlanContext,
  manifest: Manifest,
  file: ListedFile,
  key: string,
  shares: Omit<FoldJob, 'type' | 'config'>,
): Promise<FileRead> {
  const job: FoldJob = { type: file.type, config: context.config, ...shares };
  const fetched = await fetchFile(io, context, manifest, file, key, () => new FileFold(job));
  const excuse = excuseFor(context, manifest, file, fetched.exchange);
  return { ...file, ...fetched, ...(excuse === undefined ? {} : { excuse }) };
}

/** What is answered to who shows no token, and no address that opens a file by itself. */
const REFUSED = [400, 401, 403];

/** Why it is ours, or the time's, and not the server's fault that a file was not given. */
function excuseFor(
  context: PlanContext,
  manifest: Manifest,
  { url }: ListedFile,
  exchange: Exchange,
): string | undefined {
  if (!isAnswered(exchange) || exchange.response.status === 200) return undefined;
  const { status } = exchange.response;
  const needsToken = manifest.json['requiresAccessToken'] === true;
  if (
    needsToken &&
    REFUSED.includes(status) &&
    !('context' in authorizedFor(context, manifest, url))
  )
    return `the token is not sent to ${URL.parse(url)?.origin}, which target.trustedOrigins does not name`;
  const expires = header(manifest.exchange.response.headers, 'expires');
  return expires !== undefined && Date.parse(exchange.at) > Date.parse(expires)
    ? `it was asked for at ${exchange.at}, when it had expired`
    : undefined;
}

/** Reads a file that a manifest lists; the token goes to no redirect. */
export async function fetchFile<T extends JsonValue>(
  io: ProbeIo,
  context: PlanContext,
  manifest: Manifest,
  file: ListedFile,
  key: string,
  fold: () => LineFold<T>,
): Promise<Fetched<T>> {
  let { url } = file;
  let authorized: { context?: string } = authorizedFor(context, manifest, url);
  for (let redirects = 0; ; redirects += 1) {
    const ask = { url, headers: NDJSON, key: `${key}/${redirects}`, ...authorized };
    const { exchange, outcome } = await io.lines(ask, fold);
    const location = isAnswered(exchange)
      ? header(exchange.response.headers, 'location')
      : undefined;
    const next = location === undefined ? undefined : URL.parse(location, url)?.href;
    const isRedirect =
      isAnswered(exchange) && [301, 302, 303, 307, 308].includes(exchange.response.status);
    if (!isRedirect || next === undefined || redirects >= MOST_REDIRECTS) {
      return { exchange, redirects, ...(outcome === undefined ? {} : { outcome }) };
    }
    // Elsewhere the new address is its own key: the token stays behind (Bulk Data, 5.1 security).
    if (URL.parse(next)?.origin !== URL.parse(url)?.origin) authorized = {};
    url = next;
  }
}

/** Reads what a manifest lists, as many files at once as the target bears. */
export function readFiles(
  io: ProbeIo,
  context: PlanContext,
  manifest: Manifest,
  name: string,
): Promise<readonly FileRead[]> {
  const files = filesIn(manifest, 'output');
  const shareOf = sharesOf(files);
  const listed = files.map((file, number) => ({ file, number }));
  return io.each(listed, ({ file, number }) =>
    readFile(io, context, manifest, file, `${name}/file/${number}`, shareOf(file)),
  );
}

/** Every output file, read and judged line by line. */
export const filesProbe = (context: PlanContext): Probe<FilesRead> =>
  defineProbe({
    id: 'bulk-files',
    needs: { manifest: manifestProbe(context) },
    gather: async (io, { manifest }) => {
      const files = await readFiles(io, context, manifest, 'bulk');
      await endRound(io, 'bulk');
      return { manifest, files };
    },
  });

/** Whether the files of an export came; what stands in the way is told by the checks of files. */
export const outcomesOf = ({
  files,
}: FilesRead): readonly (FileRead & { outcome: FileOutcome })[] =>
  files.flatMap((file) => (file.outcome === undefined ? [] : [{ ...file, outcome: file.outcome }]));

/** The first file asked for without a token, where one is needed. */
export const fileWithoutTokenProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'bulk-without-token(file)',
    needs: { read: filesProbe(context) },
    gather: async (io, { read: { manifest, files } }) => {
      if (manifest.json['requiresAccessToken'] !== true) {
        return notAsked('requiresAccessToken is false: the addresses of the files open them.');
      }
      const file = files.find(({ outcome }) => outcome !== undefined);
      if (file === undefined) return lacking('No file came with a token either.');
      const ask = { url: file.url, headers: NDJSON, key: 'bulk/without-token/file' };
      const job = { type: file.type, config: context.config, ...NOTHING_KEPT };
      const { exchange } = await io.lines(ask, () => new FileFold(job));
      return isAnswered(exchange) ? jsonReply(exchange) : lacking(exchange.noAnswer.detail);
    },
  });
