/** Paragraphs of 45 CFR 170.315(g)(10), by what they ask for. */
export const CITATION = {
  dataResponseSingle: '170.315(g)(10)(i)(A)',
  dataResponseMultiple: '170.315(g)(10)(i)(B)',
  searchSingle: '170.315(g)(10)(ii)(A)',
  searchMultiple: '170.315(g)(10)(ii)(B)',
  registration: '170.315(g)(10)(iii)',
  secureConnectionUser: '170.315(g)(10)(iv)(A)',
  secureConnectionSystem: '170.315(g)(10)(iv)(B)',
  firstConnection: '170.315(g)(10)(v)(A)(1)(i)',
  refreshConfidential: '170.315(g)(10)(v)(A)(1)(ii)',
  refreshNative: '170.315(g)(10)(v)(A)(1)(iii)',
  subsequentConnection: '170.315(g)(10)(v)(A)(2)(i)',
  refreshRenewed: '170.315(g)(10)(v)(A)(2)(ii)',
  systemScopes: '170.315(g)(10)(v)(B)',
  revocation: '170.315(g)(10)(vi)',
  introspection: '170.315(g)(10)(vii)',
  documentation: '170.315(g)(10)(viii)(A)',
  documentationPublic: '170.315(g)(10)(viii)(B)',
} as const;

/** The paragraphs in the order of the regulation, each with its subject in a few words. */
export const G10_CRITERIA: readonly { readonly citation: string; readonly title: string }[] = [
  { citation: CITATION.dataResponseSingle, title: 'Data of a single patient' },
  { citation: CITATION.dataResponseMultiple, title: 'Data of multiple patients' },
  { citation: CITATION.searchSingle, title: 'Search for a single patient' },
  { citation: CITATION.searchMultiple, title: 'Search for multiple patients' },
  { citation: CITATION.registration, title: 'Registration of apps' },
  { citation: CITATION.secureConnectionUser, title: 'Secure connection, patient and user scopes' },
  { citation: CITATION.secureConnectionSystem, title: 'Secure connection, system scopes' },
  { citation: CITATION.firstConnection, title: 'First connection: login and consent' },
  {
    citation: CITATION.refreshConfidential,
    title: 'First connection: refresh token of three months, apps that keep a secret',
  },
  {
    citation: CITATION.refreshNative,
    title: 'First connection: refresh token of three months, native apps',
  },
  {
    citation: CITATION.subsequentConnection,
    title: 'Later connections: access without a new login',
  },
  {
    citation: CITATION.refreshRenewed,
    title: 'Later connections: three more months for the refresh token',
  },
  { citation: CITATION.systemScopes, title: 'Authorization of backend services' },
  { citation: CITATION.revocation, title: 'Revocation by the patient' },
  { citation: CITATION.introspection, title: 'Token introspection' },
  { citation: CITATION.documentation, title: 'Documentation of the API' },
  { citation: CITATION.documentationPublic, title: 'Documentation open to the public' },
];
