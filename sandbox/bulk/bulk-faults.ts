import { typeRows } from '../search-parameters.ts';
import { BEHAVIOUR_FAULTS } from './behaviour-faults.ts';

/** Where in the requirements a fault of backend services or bulk export bites. */
export type BulkFaultArea = 'backend-services' | 'bulk' | 'bulk-parity';

/** Types that a group export gives files of; a Binary is reached by its document. */
export const EXPORTED_TYPES: readonly string[] = [...typeRows.keys()].filter(
  (type) => type !== 'Binary',
);

/** Types that nobody expects an export to have, or to show anything in. */
const OF_NO_GUIDE = new Set([
  'Endpoint',
  'HealthcareService',
  'Location',
  'Media',
  'Questionnaire',
]);

/** Members of a completed export's manifest (Bulk Data 2.0, Complete Status). */
export const MANIFEST_MEMBERS = [
  'transactionTime',
  'request',
  'requiresAccessToken',
  'output',
  'error',
] as const;

/** Faults of the token endpoint towards systems, and of the export: area, title, what is done. */
export const BULK_FAULTS = {
  'backend-grant-type-ignored': [
    'backend-services',
    'Unknown grant type accepted',
    'A signed request with an unknown grant_type is granted.',
  ],
  'backend-grant-type-wrong-status': [
    'backend-services',
    'Unknown grant type refused with 401',
    'A signed request with an unknown grant_type is refused with 401.',
  ],
  'backend-error-code-wrong': [
    'backend-services',
    'Another error code than invalid_client',
    'A bad assertion is refused with the error invalid_request.',
  ],
  'backend-error-html': [
    'backend-services',
    'Refusal in HTML',
    'A bad assertion is refused with a page of HTML.',
  ],
  'backend-token-refused': [
    'backend-services',
    'Systems get no token',
    'Every client_credentials request is refused.',
  ],
  'backend-token-no-access-token': [
    'backend-services',
    'System token response without access_token',
    'The response to a system lacks access_token.',
  ],
  'backend-token-type-mac': [
    'backend-services',
    'System token of another type',
    'token_type is mac.',
  ],
  'backend-token-expires-in-string': [
    'backend-services',
    'expires_in as a string for systems',
    'expires_in is a string in the response to a system.',
  ],
  'backend-token-long-life': [
    'backend-services',
    'System token that lives an hour',
    'Tokens of systems live for an hour.',
  ],
  'backend-token-no-scope': [
    'backend-services',
    'System token response without scope',
    'The response to a system lacks scope.',
  ],
  'backend-scope-exceeded': [
    'backend-services',
    'More granted to a system than registered',
    'Whatever a system asks for is granted.',
  ],
  'metadata-no-group-operation': [
    'bulk',
    'No operation on Group announced',
    'The CapabilityStatement lists no operation for Group.',
  ],
  'metadata-export-misnamed': [
    'bulk',
    'Export announced under another name',
    'The operation on Group is named bulk and has another definition.',
  ],
  'metadata-no-bulk-instantiates': [
    'bulk',
    'Bulk Data not claimed',
    'instantiates does not name the Bulk Data statement.',
  ],
  'bulk-kickoff-no-token-accepted': [
    'bulk',
    'Export without a token',
    'A kick-off without a token is accepted.',
  ],
  'bulk-kickoff-no-token-403': [
    'bulk',
    'Wrong status for a kick-off without a token',
    'A kick-off without a token is answered with 403.',
  ],
  'bulk-kickoff-refused': [
    'bulk',
    'Export refused',
    'Every kick-off is answered with 400 and an OperationOutcome.',
  ],
  'bulk-kickoff-at-once': [
    'bulk',
    'Export answered at once',
    'Prefer: respond-async is not understood: the answer is 200 with a Bundle.',
  ],
  'bulk-kickoff-no-content-location': [
    'bulk',
    'No polling address',
    'The 202 of a kick-off lacks Content-Location.',
  ],
  'bulk-status-fails': ['bulk', 'Export fails', 'Polling is answered with 500.'],
  'bulk-status-never-ends': [
    'bulk',
    'Export without end',
    'Polling is answered with 202 for ever.',
  ],
  'bulk-status-bad-retry-after': [
    'bulk',
    'Retry-After that is no time',
    'Retry-After of a running export is "soon".',
  ],
  'bulk-status-no-token-accepted': ['bulk', 'Status open to everybody', 'Polling needs no token.'],
  'bulk-status-no-expires': ['bulk', 'No Expires', 'The completed status lacks Expires.'],
  'bulk-manifest-wrong-content-type': [
    'bulk',
    'Manifest labelled as text',
    'The manifest is sent as text/plain.',
  ],
  'bulk-manifest-not-json': ['bulk', 'Manifest that is no JSON', 'The manifest is cut short.'],
  'bulk-manifest-output-no-type': ['bulk', 'Output without type', 'Output items lack type.'],
  'bulk-manifest-output-no-url': ['bulk', 'Output without url', 'Output items lack url.'],
  'bulk-manifest-relative-urls': ['bulk', 'Relative file addresses', 'File URLs are relative.'],
  'bulk-manifest-empty': ['bulk', 'Empty export', 'The manifest lists no file.'],
  'bulk-manifest-wrong-counts': ['bulk', 'Wrong counts', 'count is one too many in every file.'],
  'bulk-error-file-malformed': [
    'bulk',
    'Error file without OperationOutcome',
    'The error file holds lines that are no OperationOutcome.',
  ],
  'bulk-no-deleted-files': [
    'bulk',
    'Deletions not told',
    'With _since, what was deleted is not listed.',
  ],
  'bulk-file-no-token-accepted': [
    'bulk',
    'Files open to everybody',
    'requiresAccessToken is true and files are given without a token.',
  ],
  'bulk-file-missing': ['bulk', 'File that is gone', 'The first file answers 404.'],
  'bulk-file-wrong-content-type': [
    'bulk',
    'Files labelled as JSON',
    'Files are sent as application/json.',
  ],
  'bulk-file-malformed-line': [
    'bulk',
    'A line that is no JSON',
    'One line of a file is cut short.',
  ],
  'bulk-file-blank-line': ['bulk', 'A blank line', 'A file has a blank line between resources.'],
  'bulk-file-pretty': [
    'bulk',
    'Resources over several lines',
    'Resources are written over several lines.',
  ],
  'bulk-file-wrong-type': [
    'bulk',
    'Another type in a file',
    'A file holds a line of another type than the manifest states.',
  ],
  'bulk-file-truncated': [
    'bulk',
    'A file cut short',
    'The connection is closed in the middle of a file.',
  ],
  'bulk-file-huge-line': ['bulk', 'A huge line', 'One line of a file has 70 MB.'],
  'bulk-file-duplicate': ['bulk', 'A resource twice', 'A file holds the same resource twice.'],
  'bulk-file-dangling-reference': [
    'bulk',
    'A reference that leads out of the export',
    'An exported Encounter refers to a Patient that is not exported.',
  ],
  'bulk-leaves-out-shown': [
    'bulk-parity',
    'A resource that only searches show',
    'The first Condition is found by searches and left out of the export.',
  ],
  'bulk-tells-otherwise': [
    'bulk-parity',
    'Exported otherwise than shown',
    'The first Condition has another recordedDate in the export than searches show, in the same version.',
  ],
  'bulk-one-patient': ['bulk', 'A group of one', 'The group has one patient.'],
  'bulk-member-missing': [
    'bulk',
    'A member left out',
    'The last member of the group is not exported.',
  ],
  'bulk-non-member-exported': [
    'bulk',
    'A patient who is no member',
    'A patient outside the group is exported.',
  ],
  'bulk-cancel-refused': ['bulk', 'Exports cannot be cancelled', 'DELETE is answered with 405.'],
  'bulk-cancel-ignored': [
    'bulk',
    'A cancelled export goes on',
    'Polling a cancelled export is answered as before.',
  ],
  'bulk-cancel-without-outcome': [
    'bulk',
    'Cancelled without an OperationOutcome',
    'Polling a cancelled export is answered with a bare 404.',
  ],
  'bulk-output-format-refused': [
    'bulk',
    'An output format refused',
    '_outputFormat=ndjson is refused.',
  ],
  'bulk-since-refused': ['bulk', '_since refused', 'A kick-off with _since is refused.'],
  'bulk-since-ignored': ['bulk', '_since ignored', '_since is left out of account.'],
  'bulk-type-ignored': ['bulk', '_type ignored', '_type is left out of account.'],
  ...BEHAVIOUR_FAULTS,
} as const satisfies Readonly<Record<string, readonly [BulkFaultArea, string, string]>>;

export type BulkFaultId =
  | keyof typeof BULK_FAULTS
  | `bulk-manifest-no-${string}`
  | `bulk-${'lacks' | 'invalid' | 'sparse'}:${string}`;

interface BulkFault {
  readonly id: string;
  readonly area: BulkFaultArea;
  readonly title: string;
  readonly what: string;
}

const fault = (id: BulkFaultId, title: string, what: string): BulkFault => ({
  id,
  area: 'bulk',
  title,
  what,
});

/** Faults that are the same for every member, parameter or type. */
export const BULK_FAMILIES: readonly BulkFault[] = [
  ...MANIFEST_MEMBERS.map((member) =>
    fault(
      `bulk-manifest-no-${member}`,
      `Manifest without ${member}`,
      `The manifest lacks ${member}.`,
    ),
  ),
  ...EXPORTED_TYPES.map((type) =>
    fault(
      `bulk-invalid:${type}`,
      `Invalid ${type} exported`,
      `The first ${type} of the export holds an element that FHIR does not have.`,
    ),
  ),
  ...EXPORTED_TYPES.filter((type) => !OF_NO_GUIDE.has(type)).flatMap((type) => [
    fault(`bulk-lacks:${type}`, `No ${type} exported`, `The export has no file of ${type}.`),
    fault(
      `bulk-sparse:${type}`,
      `${type} without optional elements`,
      `Exported resources of ${type} have only what tells their kind.`,
    ),
  ]),
];
