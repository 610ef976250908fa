import { defineCheck, judged, omit } from '../../core/check.ts';
import { header } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { described, describedAnswer, jsonReply, objectIn } from '../launch/json-reply.ts';
import { aboutBulk } from './bulk-target.ts';
import { exportProbe } from './export.probe.ts';
import { filesProbe, outcomesOf } from './files.probe.ts';
import { type Manifest, manifestAgainProbe, manifestProbe, outputItems } from './manifest.probe.ts';
import { fileName, isWhole } from './told-file.ts';

/** A SHALL or SHOULD of the specification that certification leaves untested. */
const outside = { requirements: [], advice: true } as const;

/** Members that are the same however often one asks (Bulk Data 3.0, In-Progress Status: not altered). */
const LASTING = ['transactionTime', 'request', 'requiresAccessToken'] as const;

/** A file as it is listed, with its count; its address may be signed anew at each answer. */
const listing = (json: JsonObject): readonly string[] =>
  outputItems({ json } as Manifest).map(({ type, count }) =>
    count === undefined ? String(type) : `${String(type)} with ${String(count)} resources`,
  );

/** What of a list is not in another, as often as it is not. */
function beyond(list: readonly string[], other: readonly string[]): string {
  const left = [...other];
  const more = list.filter((each) => {
    const at = left.indexOf(each);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return more.length === 0 ? 'nothing else' : more.join(', ');
}

const changed = (before: JsonObject, after: JsonObject, exchange: number): readonly Finding[] => [
  ...LASTING.filter((member) => before[member] !== after[member]).map((member) =>
    differs(member, {
      expected: described(before[member]),
      received: described(after[member]),
      exchange,
    }),
  ),
  ...changedList(listing(before), listing(after), exchange),
];

function changedList(
  before: readonly string[],
  after: readonly string[],
  exchange: number,
): readonly Finding[] {
  const [expected, received] = [beyond(before, after), beyond(after, before)];
  return expected === received ? [] : [differs('output', { expected, received, exchange })];
}

export const manifestStable = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.stable', 'SHOULD'),
    ...outside,
    needs: { asked: manifestAgainProbe(context) },
    title: 'Manifest stays the same when it is asked for again',
    failureTitle: 'Manifest changes from one request to the next',
    remedy: 'Do not alter a manifest once it was given; fresh addresses of files are fine.',
    judge: ({ asked: { first, again } }) => {
      const { index: exchange } = again.exchange;
      const before = objectIn(jsonReply(first.exchange)) ?? first.json;
      const after = objectIn(again);
      if (after !== undefined) return judged(changed(before, after, exchange));
      const received = describedAnswer(again);
      return judged([differs('Manifest', { expected: 'a JSON object', received, exchange })]);
    },
  });

/** Bulk Data 3.0, link: a manifest may come in pages, which agree but for what they list. */
export const manifestPages = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.pages', 'SHALL'),
    ...outside,
    needs: { manifest: manifestProbe(context) },
    title: 'Pages of a manifest can be followed and agree',
    failureTitle: 'Pages of a manifest cannot be followed or disagree',
    remedy:
      'Serve a manifest at each link of relation next, with the same values as the first but for output, deleted and link.',
    judge: ({ manifest: { json, pages } }) => {
      if (pages === undefined) return omit('The manifest comes in one page.');
      const findings = pages.flatMap(({ exchange, json: page }) => {
        if (page === undefined) {
          const received = describedAnswer(jsonReply(exchange));
          return [differs('link', { expected: 'a manifest', received, exchange: exchange.index })];
        }
        return LASTING.filter((member) => page[member] !== json[member]).map((member) =>
          differs(member, {
            expected: described(json[member]),
            received: described(page[member]),
            exchange: exchange.index,
          }),
        );
      });
      return judged(findings, `${pages.length + 1} pages`);
    },
  });

const addressOf = (url: string): string => {
  const { pathname = '', searchParams } = URL.parse(url) ?? {};
  const query = [...(searchParams ?? [])].map(([name, value]) => `${name}=${value}`).sort();
  return `${pathname}?${query.join('&')}`;
};

/** Bulk Data, Complete Status: request is the full URL of the kick-off. */
export const manifestRequest = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.request', 'SHOULD'),
    ...outside,
    needs: { manifest: manifestProbe(context), run: exportProbe(context) },
    title: 'Manifest names the request that it answers',
    failureTitle: 'Manifest names another request than it answers',
    remedy: 'Give the full URL of the kick-off as request.',
    judge: ({ manifest: { exchange, json }, run: { kickOff } }) => {
      const { request } = json;
      const sent = kickOff.request.url;
      // A proxy may have changed the origin and what stands before the path.
      const named = typeof request === 'string' ? addressOf(request) : '';
      const wanted = addressOf(sent);
      if (named !== '' && (wanted.endsWith(named) || named.endsWith(wanted))) return judged([]);
      const received = described(request);
      return judged([differs('request', { expected: sent, received, exchange: exchange.index })]);
    },
  });

/** Bulk Data, Complete Status: nothing that was modified after transactionTime. */
export const transactionTime = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.transaction-time', 'SHOULD'),
    ...outside,
    needs: { read: filesProbe(context) },
    title: 'Nothing is exported that was modified after transactionTime',
    failureTitle: 'Something is exported that was modified after transactionTime',
    remedy: 'Export the state of the moment that transactionTime names.',
    judge: ({ read }) => {
      const time = read.manifest.json['transactionTime'];
      const limit = typeof time === 'string' ? Date.parse(time) : Number.NaN;
      const stamped = outcomesOf(read).filter(({ outcome }) => outcome.newest !== '');
      if (Number.isNaN(limit)) return omit('transactionTime is no instant.');
      if (stamped.length === 0) return omit('No exported resource has meta.lastUpdated.');
      const findings = stamped
        .filter(({ outcome }) => Date.parse(outcome.newest) > limit)
        .map((file) =>
          differs('meta.lastUpdated', {
            expected: `at most ${String(time)}`,
            received: `${file.outcome.newest} in ${fileName(file)}`,
            exchange: file.exchange.index,
          }),
        );
      return judged(findings.slice(0, 20), `${stamped.length} files`);
    },
  });

/** Bulk Data, Complete Status: no item for a type of which there is nothing. */
export const emptyFiles = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.empty-files', 'SHOULD'),
    ...outside,
    needs: { read: filesProbe(context) },
    title: 'No file is listed that has nothing in it',
    failureTitle: 'Files are listed that have nothing in them',
    remedy: 'Leave out of output what has no resources.',
    judge: ({ read }) => {
      const files = outcomesOf(read);
      const findings = files
        .filter((file) => file.outcome.lines === 0 && isWhole(file))
        .map((file) =>
          differs('output', {
            expected: 'files with resources alone',
            received: `${fileName(file)}, which is empty`,
            exchange: file.exchange.index,
          }),
        );
      return judged(findings.slice(0, 20), `${files.length} files`);
    },
  });

const LONGEST_PROGRESS = 100;

/** Bulk Data, In-Progress Status: X-Progress is less than 100 characters. */
export const statusProgress = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('status.x-progress', 'SHOULD'),
    ...outside,
    needs: { run: exportProbe(context) },
    title: 'Progress of an export is told briefly',
    failureTitle: 'Progress of an export is told at length',
    remedy: 'Keep X-Progress below 100 characters.',
    judge: ({ run: { polls } }) => {
      const told = polls.flatMap((poll) => {
        const value = header(poll.response.headers, 'x-progress');
        return value === undefined ? [] : [{ value, exchange: poll.index }];
      });
      if (told.length === 0) return omit('No status says how far the export is.');
      const findings = told
        .filter(({ value }) => value.length >= LONGEST_PROGRESS)
        .map(({ value, exchange }) =>
          differs('X-Progress', {
            expected: 'less than 100 characters',
            received: `${value.length} characters`,
            exchange,
          }),
        );
      return judged(
        findings,
        told
          .map(({ value }) => value)
          .join(', ')
          .slice(0, 120),
      );
    },
  });
