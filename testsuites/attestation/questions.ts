import { CITATION } from '../citations.ts';

/** Something that a person can say. */
export interface AttestedRow {
  /** Id of the requirement, by which the configuration attests it. */
  readonly requirement: string;
  readonly title: string;
  readonly question: string;
  readonly citations: readonly string[];
}

const row = (
  requirement: string,
  citation: string,
  title: string,
  question: string,
): AttestedRow => ({ requirement, title, question, citations: [citation] });

/** The paragraphs that a certification demonstrates by showing them to somebody; no machine sees them. */
export const ATTESTED: readonly AttestedRow[] = [
  row(
    'g10.visual.registration.single-patient',
    CITATION.registration,
    'Apps for single patients can be registered',
    'Show that the developer of an app for single patients can have it registered.',
  ),
  row(
    'g10.visual.registration.multi-patient',
    CITATION.registration,
    'Apps for many patients can be registered',
    'Show that the developer of an app for many patients can have it registered, with its keys.',
  ),
  row(
    'g10.visual.native-refresh',
    CITATION.refreshNative,
    'Native apps that keep a secret get refresh tokens of three months',
    'Show that native apps that can keep a secret get refresh tokens of at least three months.',
  ),
  row(
    'g10.visual.accuracy',
    CITATION.dataResponseSingle,
    'What is returned is accurate and complete',
    'Compare what was returned with the record, for one patient and for many.',
  ),
  row(
    'g10.visual.multi-patient-scope-limit',
    CITATION.searchMultiple,
    'Exports return no more than the scopes allow',
    'Show that an export holds nothing beyond the scopes authorized beforehand.',
  ),
];

export const JWKS_CACHE = row(
  'g10.visual.jwks-cache',
  CITATION.systemScopes,
  'Keys of clients are not cached longer than they say',
  'Show that the JWKS of a client is fetched anew when its cache-control says so.',
);

export const AUTHORIZE_GUI = row(
  'g10.visual.authorize-gui',
  CITATION.firstConnection,
  'Users have a page on which they authorize access',
  'Show the page on which a user lets an app in.',
);

export const OFFLINE_NOTICE = row(
  'g10.visual.offline-access-notice',
  CITATION.firstConnection,
  'Patients are told when an app keeps access',
  'Show that the page tells the patient when offline access is asked for.',
);

export const REFRESH_LIFE = row(
  'g10.visual.refresh-3-months',
  CITATION.refreshConfidential,
  'Refresh tokens live for three months',
  'Show that refresh tokens of apps that keep a secret live for at least three months.',
);

export const REFRESH_RENEWAL = row(
  'g10.visual.refresh-renewal-3-months',
  CITATION.refreshRenewed,
  'Use of a refresh token gives three more months',
  'Show that a refresh gives a further three months without a new login.',
);

export const DOCUMENTATION = row(
  'g10.visual.documentation-public',
  CITATION.documentationPublic,
  'Documentation of the API is public',
  'Give the address of the documentation, open to all without a login.',
);

export const BASE_URLS = row(
  'g10.visual.base-urls-public',
  CITATION.documentationPublic,
  'Service base URLs are published',
  'Give the address at which service base URLs are published with details of the organizations.',
);

export const CONDITION_CATEGORIES = row(
  'smart.granular.selection.condition-categories',
  CITATION.firstConnection,
  'Patients can choose among the categories of Condition',
  'Show that encounter diagnoses, problem list and health concerns can be chosen one by one.',
);

export const OBSERVATION_CATEGORIES = row(
  'smart.granular.selection.observation-categories',
  CITATION.firstConnection,
  'Patients can choose among the categories of Observation',
  'Show that clinical tests, laboratory, social history, SDOH, surveys and vital signs can be chosen one by one.',
);

export const BULK_SINCE = row(
  'g10.visual.bulk-since',
  CITATION.dataResponseMultiple,
  'Exports obey _since',
  'Show that an export with _since holds what changed since then.',
);
