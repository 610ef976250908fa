import type { Exchange, Headers, JournalEntry } from '../core/exchange.ts';

/** The base URL of the sample's server. */
export const SAMPLE_BASE = 'https://ehr.acme-health.example/fhir/r4';
const STARTED = Date.parse('2026-11-22T23:41:07.000Z');

const JSON_HEADERS: Headers = [
  ['Content-Type', 'application/fhir+json;charset=utf-8'],
  ['Date', 'Sun, 22 Nov 2026 23:41:09 GMT'],
  ['ETag', 'W/"3"'],
  ['Strict-Transport-Security', 'max-age=31536000'],
];

/** An exchange of the sample; what is not said is a quick, authorized GET answered with JSON. */
export function sampleExchange(
  index: number,
  path: string,
  body: unknown,
  more: {
    status?: number;
    headers?: Headers;
    total?: number;
    method?: string;
    sent?: string;
    context?: string;
  } = {},
): Exchange {
  const { status = 200, headers = JSON_HEADERS, total = 40 + ((index * 37) % 160) } = more;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    kind: 'exchange',
    index,
    key: `${more.method ?? 'GET'} ${path}`,
    context: more.context ?? 'standalone',
    probe: 'sample',
    at: new Date(STARTED + index * 250).toISOString(),
    request: {
      method: more.method ?? 'GET',
      url: path.startsWith('http') ? path : `${SAMPLE_BASE}/${path}`,
      headers: [
        ['Accept', 'application/fhir+json'],
        ['Authorization', 'Bearer redacted-access_token-1'],
      ],
      ...(more.sent === undefined ? {} : { body: more.sent }),
    },
    response: { status, headers, body: text, size: text.length },
    attempts: 1,
    timings: { connected: 12, firstByte: total - 6, total },
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  };
}

const patient = (id: string, birthDate: string) => ({
  resourceType: 'Patient',
  id,
  meta: {
    versionId: '3',
    profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient|6.1.0'],
  },
  extension: [
    {
      url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
      extension: [
        {
          url: 'ombCategory',
          valueCoding: {
            system: 'urn:oid:2.16.840.1.113883.6.238',
            code: '2106-3',
            display: 'White',
          },
        },
        { url: 'text', valueString: 'White' },
      ],
    },
  ],
  identifier: [{ system: 'urn:oid:2.16.840.1.113883.19.5', value: `MRN-${id}` }],
  name: [{ use: 'official', family: 'Okonkwo', given: ['Amara', 'J.'] }],
  telecom: [{ system: 'phone', value: '555-0134', use: 'home' }],
  gender: 'female',
  birthDate,
  address: [{ line: ['12 Harbor Street'], city: 'Salem', state: 'MA', postalCode: '01970' }],
});

const bundle = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  link: [{ relation: 'self', url: `${SAMPLE_BASE}/` }],
  entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
});

const allergy = (id: string, status: string) => ({
  resourceType: 'AllergyIntolerance',
  id,
  clinicalStatus: {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: status },
    ],
  },
  code: {
    coding: [
      {
        system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
        code: '7980',
        display: 'Penicillin G',
      },
    ],
  },
  patient: { reference: 'Patient/85' },
});

/** The evidence that the sample's findings cite. */
export const sampleJournal = (): readonly JournalEntry[] => [
  sampleExchange(
    0,
    'metadata',
    {
      resourceType: 'CapabilityStatement',
      status: 'active',
      fhirVersion: '4.0.1',
      software: { name: 'Acme EHR', version: '12.3' },
      rest: [
        {
          mode: 'server',
          security: { cors: true },
          resource: [
            {
              type: 'Patient',
              profile: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient',
              interaction: [{ code: 'read' }],
            },
          ],
        },
      ],
    },
    { context: 'none', total: 812 },
  ),
  sampleExchange(
    1,
    '.well-known/smart-configuration',
    {
      issuer: SAMPLE_BASE,
      authorization_endpoint: 'https://ehr.acme-health.example/oauth/authorize',
      token_endpoint: 'https://ehr.acme-health.example/oauth/token',
      capabilities: ['launch-standalone', 'client-public', 'permission-v2'],
      code_challenge_methods_supported: ['S256', 'plain'],
    },
    { context: 'none', total: 95 },
  ),
  sampleExchange(
    2,
    'https://ehr.acme-health.example/oauth/token',
    {
      access_token: 'redacted-access_token-1',
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'launch/patient patient/*.rs',
      patient: '85',
    },
    {
      method: 'POST',
      sent: 'grant_type=authorization_code&code=redacted-code-1&code_verifier=redacted-random-1',
      headers: [
        ['Content-Type', 'application/json'],
        ['Pragma', 'no-cache'],
      ],
      total: 240,
    },
  ),
  sampleExchange(3, 'Patient/85', patient('85', '1980-12-05')),
  sampleExchange(4, 'Patient?_id=85', bundle(patient('85', '1980-12-05'))),
  sampleExchange(
    5,
    'Patient?birthdate=1980-12-05&name=Okonkwo',
    bundle(patient('85', '1980-12-05'), patient('355', '1979-02-11')),
    { total: 1_430 },
  ),
  sampleExchange(
    6,
    'Patient?family=Okonkwo&gender=female',
    {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: 'exception',
          diagnostics: 'Search parameter "family" is not indexed.',
        },
      ],
    },
    { status: 500, total: 4_210 },
  ),
  sampleExchange(
    7,
    'AllergyIntolerance?patient=85',
    bundle(allergy('a1', 'active'), allergy('a2', 'Active'), allergy('a3', 'Active')),
  ),
  sampleExchange(8, 'AllergyIntolerance/a1', allergy('a1', 'active')),
  {
    ...sampleExchange(9, 'Group/1a/$export', '', { context: 'backend', total: 30_000 }),
    response: undefined,
    noAnswer: { reason: 'timeout', detail: 'Nothing within 30 s.' },
  },
  {
    kind: 'observation',
    index: 10,
    key: 'tls',
    probe: 'tls-handshake',
    at: new Date(STARTED).toISOString(),
    value: { offered: 'TLSv1.1', accepted: false, alert: 'protocol_version' },
  },
  sampleExchange(11, 'Immunization?patient=85', bundle(), { total: 130 }),
  ...Array.from({ length: 40 }, (_, at) =>
    sampleExchange(
      12 + at,
      `Observation?patient=85&category=laboratory&date=gt${2000 + at}-01-01`,
      bundle(),
    ),
  ),
];
