import type { Fault } from './faults.ts';
import { statusParameterOf } from './search-faults.ts';
import { typeRows } from './search-parameters.ts';

export type VariationId = (typeof SERVER_WIDE)[number]['id'] | `status-required:${string}`;

/** A way to behave that differs from the sandbox's usual one and conforms all the same. */
export type Variation = Omit<Fault, 'area'>;

const SERVER_WIDE = [
  {
    id: 'absolute-references',
    title: 'Absolute references',
    what: 'References are absolute URLs below the FHIR base.',
  },
  { id: 'small-pages', title: 'Small pages', what: 'Searches give two matches a page.' },
  {
    id: 'outcome-entries',
    title: 'Outcome entries',
    what: 'Search answers carry an OperationOutcome entry.',
  },
  { id: 'no-etag', title: 'No ETag', what: 'Reads carry no ETag.' },
  { id: 'strong-etag', title: 'Strong ETag', what: 'Reads carry a strong ETag.' },
  { id: 'latency', title: 'Slow answers', what: 'Every answer takes 300 ms.' },
  {
    id: 'rate-limited',
    title: 'Rate limited',
    what: 'Now and then a request is answered with 429 and Retry-After.',
  },
  {
    id: 'shuffled-properties',
    title: 'Properties in another order',
    what: 'The members of JSON objects come in reverse order.',
  },
  {
    id: 'extra-extensions',
    title: 'Extra extensions',
    what: 'Every resource carries an extension that no one knows.',
  },
  {
    id: 'unusual-answers',
    title: 'Unusual answers',
    what: 'Codes have a local coding first; headers, JSON, links, entries and canonicals are told in ways that servers seldom choose.',
  },
  {
    id: 'other-zones',
    title: 'Instants in another zone',
    what: 'Every instant is told in the time of India.',
  },
  {
    id: 'deceased-patients',
    title: 'Deceased patients',
    what: 'Every patient has died.',
  },
  {
    id: 'contained-resources',
    title: 'Contained resources',
    what: 'Medications have no record of their own; these, payers, authors and places of vaccination stand within what names them.',
  },
  {
    id: 'rotating-refresh-tokens',
    title: 'Rotating refresh tokens',
    what: 'Each refresh brings a new refresh token and ends the old one.',
  },
  {
    id: 'bulk-capability-urls',
    title: 'Files by signed addresses',
    what: 'Exported files lie in object storage and need no token.',
  },
  {
    id: 'bulk-file-redirect',
    title: 'Files by redirect',
    what: 'File addresses redirect to object storage, which refuses tokens.',
  },
  {
    id: 'bulk-one-at-a-time',
    title: 'One export at a time',
    what: 'A kick-off is answered with 429 while another export runs.',
  },
  {
    id: 'bulk-exports-reused',
    title: 'Exports reused',
    what: 'An equal kick-off is answered with the export that is there already, but for Cache-Control: no-cache.',
  },
  {
    id: 'bulk-polls-limited',
    title: 'Polls limited',
    what: 'The first poll of an export is answered with 429 and a date in Retry-After.',
  },
  {
    id: 'bulk-polls-fail-at-times',
    title: 'Polls that fail at times',
    what: 'The first poll of an export is answered with 500 and the code transient.',
  },
  {
    id: 'bulk-manifest-pages',
    title: 'Manifest in pages',
    what: 'The manifest comes in two pages, joined by a link.',
  },
  {
    id: 'bulk-expires-soon',
    title: 'Files that expire soon',
    what: 'Exports of patients alone expire after 100 seconds.',
  },
  {
    id: 'bulk-no-options',
    title: 'No optional parameters',
    what: 'Optional parameters and kick-offs that are not for a group are refused.',
  },
  {
    id: 'bulk-error-file',
    title: 'Remarks on an export',
    what: 'Every export has an error file with a remark.',
  },
  {
    id: 'revocation-by-page',
    title: 'Revocation on a page',
    what: 'There is no revocation endpoint: people take back what they gave on a page.',
  },
  {
    id: 'cors-origin-echoed',
    title: 'CORS by origin',
    what: 'Answers to apps in a browser allow the origin that asked, by its name.',
  },
  {
    id: 'tls-1.2-only',
    title: 'TLS 1.2 alone',
    what: 'No endpoint takes TLS 1.3.',
  },
  {
    id: 'tls-1.3-only',
    title: 'TLS 1.3 alone',
    what: 'No endpoint takes TLS 1.2.',
  },
] as const satisfies readonly Variation[];

/** Behaviours that no client may mind. */
export const variations: readonly Variation[] = [
  ...SERVER_WIDE,
  ...[...typeRows.values()].flatMap((row) => {
    const status = statusParameterOf(row);
    return status === undefined
      ? []
      : [
          {
            id: `status-required:${row.type}`,
            title: `${row.type} searches need a status`,
            what: `${row.type} searches without ${status} are refused with an OperationOutcome, as the CapabilityStatement says.`,
          },
        ];
  }),
];
