/** Faults of what an export does beside its bare course: title, what is done. */
export const BEHAVIOUR_FAULTS = {
  'bulk-post-refused': ['bulk', 'Kick-off by POST refused', 'A kick-off by POST answers 405.'],
  'bulk-error-without-outcome': [
    'bulk',
    'Refusal without an OperationOutcome',
    'A refused kick-off is answered in plain text.',
  ],
  'bulk-unknown-accepted': [
    'bulk',
    'Unknown parameters accepted',
    'A kick-off with a parameter that nobody knows is accepted under handling=strict.',
  ],
  'bulk-unknown-untold': [
    'bulk',
    'Unknown parameters passed over in silence',
    'What handling=lenient let pass is told in no error file.',
  ],
  'bulk-type-filter-ignored': ['bulk', '_typeFilter ignored', '_typeFilter has no effect.'],
  'bulk-elements-ignored': ['bulk', '_elements ignored', '_elements has no effect.'],
  'bulk-patient-ignored': ['bulk', 'patient ignored', 'The parameter patient has no effect.'],
  'bulk-associated-data-ignored': [
    'bulk',
    'includeAssociatedData ignored',
    'includeAssociatedData has no effect.',
  ],
  'bulk-patient-export-refused': [
    'bulk',
    'Patient export announced and refused',
    'Exports of all patients are announced, and refused.',
  ],
  'bulk-system-export-refused': [
    'bulk',
    'System export announced and refused',
    'Exports of the whole system are announced, and refused.',
  ],
  'bulk-progress-long': ['bulk', 'X-Progress at length', 'X-Progress has 200 characters.'],
  'bulk-manifest-changes': [
    'bulk',
    'Manifest that changes',
    'Each answer of the completed status has another transactionTime.',
  ],
  'bulk-manifest-foreign-request': [
    'bulk',
    'Manifest of another request',
    'request names an export of another group.',
  ],
  'bulk-manifest-early-time': [
    'bulk',
    'transactionTime too early',
    'transactionTime is years before the newest resource.',
  ],
  'bulk-manifest-empty-files': [
    'bulk',
    'Empty files listed',
    'The manifest lists a file of Basic with nothing in it.',
  ],
  'bulk-manifest-pages-disagree': [
    'bulk',
    'Pages that disagree',
    'The second page of the manifest has another transactionTime.',
  ],
  'bulk-manifest-page-missing': [
    'bulk',
    'Page that is not there',
    'The link to the second page of the manifest leads nowhere.',
  ],
  'bulk-deleted-malformed': [
    'bulk',
    'Deletions told wrongly',
    'Files of deletions hold Bundles of another type, with PUT.',
  ],
  'bulk-manifest-file-vanishes': [
    'bulk',
    'Manifest that loses a file',
    'The last file is no longer listed when the completed status is asked for again.',
  ],
  'bulk-file-changes': [
    'bulk',
    'File that changes',
    'The first line of a file holds something else when the file is read again.',
  ],
  'bulk-file-wrong-encoding': [
    'bulk',
    'Files in a coding that nobody asked for',
    'Files are labelled as encoded by compress.',
  ],
  'bulk-file-not-gzip': [
    'bulk',
    'Plain files labelled as gzip',
    'One file says Content-Encoding: gzip and is plain.',
  ],
  'bulk-delete-refused': [
    'bulk',
    'Completed exports cannot be deleted',
    'DELETE of a completed export is answered with 405.',
  ],
  'bulk-delete-ignored': [
    'bulk',
    'A deleted export stays',
    'Polling a deleted export is answered as before.',
  ],
  'bulk-expired-kept': [
    'bulk',
    'Expired files that stay',
    'Exports of patients alone expire after 100 seconds, and are served on.',
  ],
  'bulk-file-token-unsaid': [
    'bulk',
    'Token needed and not said',
    'requiresAccessToken is false, and files are refused without a token.',
  ],
} as const;
