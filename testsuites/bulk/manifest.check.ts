import { defineCheck, judged, skip } from '../../core/check.ts';
import { header } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, describedAnswer, mediaType, objectIn } from '../launch/json-reply.ts';
import { aboutBulk, isBulk2 } from './bulk-target.ts';
import { completedProbe } from './export.probe.ts';
import { counted } from './file.check.ts';
import { type Manifest, manifestProbe, outputItems } from './manifest.probe.ts';

/** Bulk Data, Complete Status: JSON, and labelled so. */
export const manifestJson = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('status.complete.json', 'SHALL'),
    needs: { reply: completedProbe(context) },
    title: 'Completed export is described in JSON',
    failureTitle: 'Completed export is not described in JSON',
    remedy: 'Answer with a JSON object and Content-Type: application/json.',
    judge: ({ reply }) => {
      const { index: exchange } = reply.exchange;
      const type = mediaType(reply.exchange);
      return judged([
        ...(type === 'application/json'
          ? []
          : [differs('Content-Type', { expected: 'application/json', received: type, exchange })]),
        ...(objectIn(reply) !== undefined
          ? []
          : [
              differs('Completed status', {
                expected: 'a JSON object',
                received: describedAnswer(reply),
                exchange,
              }),
            ]),
      ]);
    },
  });

/** A member of the manifest and what it has to be. */
export interface ManifestRow {
  readonly member: 'transactionTime' | 'request' | 'requiresAccessToken' | 'output' | 'error';
  readonly expected: string;
  readonly isRight: (value: JsonValue | undefined) => boolean;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** An item that says where a file is (Bulk Data, Complete Status: type and url). */
const isListedFile = (item: JsonValue): boolean =>
  isJsonObject(item) && typeof item['type'] === 'string' && typeof item['url'] === 'string';

/** RFC 9110, 5.6.7: a day and a month by name. */
const HTTP_DATE = /[A-Za-z]{3}.*\d{2}:\d{2}/;

export const MANIFEST_MEMBERS: readonly ManifestRow[] = [
  {
    member: 'transactionTime',
    expected: 'an instant',
    isRight: (value) => typeof value === 'string' && INSTANT.test(value),
  },
  {
    member: 'request',
    expected: 'the URL of the kick-off',
    isRight: (value) => typeof value === 'string' && /^https?:\/\//.test(value),
  },
  {
    member: 'requiresAccessToken',
    expected: 'true or false',
    isRight: (value) => typeof value === 'boolean',
  },
  { member: 'output', expected: 'a list', isRight: Array.isArray },
  {
    member: 'error',
    expected: 'a list of files, empty where nothing is wrong',
    isRight: (value) => Array.isArray(value) && value.every(isListedFile),
  },
];

export const manifestMember = (context: PlanContext) =>
  defineCheck({
    id: ({ member }: ManifestRow) => `status.complete.${member}`,
    level: 'SHALL',
    needs: { manifest: manifestProbe(context) },
    title: ({ member }) => `Manifest has ${member}`,
    failureTitle: ({ member }) => `Manifest has no proper ${member}`,
    remedy: ({ member, expected }) => `Give ${member} as ${expected}.`,
    citations: [CITATION.dataResponseMultiple],
    requirements: ({ member }) => [`bulk.status.complete.${member}`],
    judge: ({ manifest: { exchange, json } }, { member, expected, isRight }) => {
      const value = json[member];
      if (isRight(value)) return judged([]);
      return judged([
        differs(member, { expected, received: described(value), exchange: exchange.index }),
      ]);
    },
  });

export const statusExpires = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('status.expires', 'SHOULD'),
    needs: { reply: completedProbe(context) },
    title: 'Completed export says how long its files last',
    failureTitle: 'Completed export does not say how long its files last',
    remedy: 'Send Expires with the completed status.',
    judge: ({ reply: { exchange } }) => {
      const value = header(exchange.response.headers, 'expires');
      const at = HTTP_DATE.test(value ?? '') ? Date.parse(value ?? '') : Number.NaN;
      // By the clock of the server, where it tells the time.
      const now = header(exchange.response.headers, 'date') ?? exchange.at;
      if (at > Date.parse(now)) return judged([], value);
      const expected = Number.isNaN(at) ? 'an HTTP date' : `a time after ${now}`;
      const received = value ?? 'no such header';
      return judged([differs('Expires', { expected, received, exchange: exchange.index })]);
    },
  });

const withoutItems = 'The manifest lists no file; load data for the members of the group.';

const IS_USABLE = {
  type: (value: JsonValue | undefined) => typeof value === 'string' && value !== '',
  url: (value: JsonValue | undefined, base: string) =>
    typeof value === 'string' &&
    value !== '' &&
    ['http:', 'https:'].includes(URL.parse(value, base)?.protocol ?? ''),
};

/** Who reads a file twice has its resources twice. */
function listedTwice(manifest: Manifest): readonly Finding[] {
  const { index: exchange } = manifest.exchange;
  const first = new Map<string, number>();
  return outputItems(manifest).flatMap(({ url }, at) => {
    if (typeof url !== 'string' || url === '') return [];
    const known = first.get(url);
    if (known === undefined) first.set(url, at);
    const expected = `another address than that of output[${known}]`;
    return known === undefined
      ? []
      : [differs(`output[${at}].url`, { expected, received: url, exchange, severity: 'warning' })];
  });
}

export const outputTypeUrl = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.output.type-url', 'SHALL'),
    needs: { manifest: manifestProbe(context) },
    title: 'Each file is listed with type and url',
    failureTitle: 'Not every file is listed with type and url',
    remedy: 'Give type and url with each item of output.',
    judge: ({ manifest }) => {
      const items = outputItems(manifest);
      const { index: exchange } = manifest.exchange;
      if (items.length === 0) return skip(withoutItems, exchange);
      const findings = items.flatMap((item, at) =>
        (['type', 'url'] as const)
          .filter((name) => !IS_USABLE[name](item[name], manifest.exchange.request.url))
          .map((name) =>
            differs(`output[${at}].${name}`, {
              expected: name === 'type' ? 'a resource type' : 'the address of a file',
              received: described(item[name]),
              exchange,
            }),
          ),
      );
      return judged(counted([...findings, ...listedTwice(manifest)]), `${items.length} files`);
    },
  });

export const outputAbsoluteUrl = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('manifest.output.absolute-url', 'SHALL'),
    needs: { manifest: manifestProbe(context) },
    title: 'Addresses of files are absolute',
    failureTitle: 'Addresses of files are not absolute',
    remedy: 'Give each url with scheme and host.',
    judge: ({ manifest }) => {
      if (!isBulk2(context)) {
        return { kind: 'omitted', reason: 'Bulk Data 1.0.1 does not ask for absolute URLs.' };
      }
      const items = outputItems(manifest).filter(({ url }) => typeof url === 'string');
      const { index: exchange } = manifest.exchange;
      if (items.length === 0) return skip(withoutItems, exchange);
      const findings = items
        .filter(({ url }) => !/^https?:\/\//.test(String(url)))
        .map(({ url }) =>
          differs('output.url', {
            expected: 'a URL that begins with http:// or https://',
            received: described(url),
            exchange,
          }),
        );
      return judged(findings, `${items.length} files`);
    },
  });
