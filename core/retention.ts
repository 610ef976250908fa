import type { BodyRetention } from './config.ts';
import type { JournalEntry } from './exchange.ts';
import type { Finding } from './finding.ts';
import type { Results } from './results.ts';

/**
 * Members whose texts describe the record and not the person; in a masked body every other text is
 * replaced. A list of what may stay, so that an element nobody thought of is masked too.
 */
const PLAIN = new Set([
  'resourceType',
  'system',
  'code',
  'url',
  'use',
  'status',
  'type',
  'mode',
  'relation',
  'unit',
  'versionId',
  'profile',
  'fhirVersion',
  'intent',
  'priority',
  'contentType',
  'severity',
  'criticality',
  'category',
  'param',
  'documentation',
  'format',
  'kind',
  'currency',
  'comparator',
]);

const MASK = 'masked';

function masked(value: unknown, member: string): unknown {
  if (typeof value === 'string') return PLAIN.has(member) ? value : MASK;
  if (typeof value === 'number') return PLAIN.has(member) ? value : 0;
  if (Array.isArray(value)) return value.map((item) => masked(item, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, masked(inner, name)]),
  );
}

function maskedBody(body: string): string {
  try {
    return JSON.stringify(masked(JSON.parse(body), ''));
  } catch {
    return MASK;
  }
}

const maskedUrl = (url: string): string => url.replace(/=([^&]*)/g, '=masked');

/** What the retention policy lets stay of a journal at the end of a run. */
export const retained = (
  entries: readonly JournalEntry[],
  policy: BodyRetention,
): readonly JournalEntry[] => {
  if (policy === 'full') return entries;
  return entries.map((entry) => {
    if (entry.kind === 'observation') return { ...entry, value: MASK };
    const { body: sent, ...request } = entry.request;
    const bare = {
      ...entry,
      key: `masked ${entry.index}`,
      request: {
        ...request,
        url: maskedUrl(request.url),
        ...(sent === undefined ? {} : { body: maskedUrl(sent) }),
      },
    };
    if (bare.response === undefined) return bare;
    const { body, ...response } = bare.response;
    if (policy === 'none' || body === undefined) return { ...bare, response };
    return { ...bare, response: { ...response, body: maskedBody(body) } };
  });
};

const maskedFinding = (finding: Finding): Finding => {
  if (finding.received === undefined) return finding;
  const message = finding.message.replaceAll(finding.received, MASK);
  return { ...finding, message, received: MASK };
};

/** Results without the values that a server sent, where the policy keeps no bodies in full. */
export const withoutValues = (results: Results, policy: BodyRetention): Results =>
  policy === 'full'
    ? results
    : {
        ...results,
        checks: results.checks.map((check) => ({
          ...check,
          message: check.findings.reduce(
            (text, { received }) =>
              received === undefined ? text : text.replaceAll(received, MASK),
            check.message,
          ),
          findings: check.findings.map(maskedFinding),
        })),
        causes: results.causes.map((cause) => ({
          ...cause,
          title: results.checks
            .flatMap(({ findings }) => findings)
            .reduce(
              (text, { received }) =>
                received === undefined ? text : text.replaceAll(received, MASK),
              cause.title,
            ),
        })),
      };
