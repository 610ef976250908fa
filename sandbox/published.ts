import type { Breakage } from './faults.ts';
import { FHIR_JSON, json, type Incoming, type Reply } from './http.ts';
import { errorPage, loginPage, noticePage } from './oauth/pages.ts';
import { refusal } from './outcome.ts';
import type { FaultArea } from './simple-faults.ts';

/** Where the sandbox publishes what is for everybody. */
export const DOCUMENTATION_PATH = '/documentation';
export const BASE_URLS_PATH = '/service-base-urls';

/** Faults of what is published: area, title, and what the server then does. */
export const PUBLISHED_FAULTS = {
  'documentation-missing': [
    'published',
    'No documentation',
    'The address of the documentation answers 404.',
  ],
  'documentation-behind-login': [
    'published',
    'Documentation behind a login',
    'The address of the documentation shows a form that asks for a password.',
  ],
  'base-urls-need-token': [
    'published',
    'Service base URLs behind a token',
    'The list of service base URLs answers 401 without a token.',
  ],
  'base-urls-no-organization': [
    'published',
    'Service base URLs without organizations',
    'The list of service base URLs holds Endpoint alone.',
  ],
  'base-urls-no-address': [
    'published',
    'Endpoint without its address',
    'The Endpoint in the list of service base URLs lacks address.',
  ],
} as const satisfies Readonly<Record<string, readonly [FaultArea, string, string]>>;

export type PublishedFaultId = keyof typeof PUBLISHED_FAULTS;

const ABOUT =
  'Apps read the record by FHIR R4 as US Core profiles it. An app is registered at the desk of the clinic, by e-mail with its name, its redirect URIs and, if it signs its requests, the address of its keys. It finds the authorization endpoints by SMART App Launch discovery, asks for the scopes that it needs and is given those that the patient lets through. Searches take the parameters that the capability statement lists. Errors are told by OperationOutcome. Systems export a group of patients by Bulk Data Access.';

/** What is open to everybody; undefined where a path is none of these. */
export function answerPublished({ path, urls }: Incoming, { broken }: Breakage): Reply | undefined {
  if (path === DOCUMENTATION_PATH) {
    if (broken('documentation-missing'))
      return errorPage(404, 'not-found', 'There is nothing here.');
    if (broken('documentation-behind-login')) return loginPage('documentation', false);
    return noticePage('API of the sample EHR', ABOUT);
  }
  if (path !== BASE_URLS_PATH) return undefined;
  if (broken('base-urls-need-token')) return refusal(401, 'login', 'A token is needed.');
  const bundle = baseUrls(urls.fhir, broken('base-urls-no-address'));
  const entry = broken('base-urls-no-organization') ? bundle.entry.slice(0, 1) : bundle.entry;
  return json(200, { ...bundle, entry }, { 'Content-Type': FHIR_JSON });
}

const CONNECTION = 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type';
const PAYLOAD = 'http://terminology.hl7.org/CodeSystem/endpoint-payload-type';

/** One clinic and the address at which its record is served (170.404(b)(2)). */
const baseUrls = (address: string, withoutAddress: boolean) => ({
  resourceType: 'Bundle',
  type: 'collection',
  timestamp: '2026-01-05T08:00:00Z',
  entry: [
    {
      fullUrl: 'urn:uuid:6f2c7f0e-6f0b-4f1c-9c0e-1f6a3a4b5c01',
      resource: {
        resourceType: 'Endpoint',
        id: 'riverbend',
        status: 'active',
        connectionType: { system: CONNECTION, code: 'hl7-fhir-rest' },
        name: 'Riverbend Clinic, FHIR R4',
        payloadType: [{ coding: [{ system: PAYLOAD, code: 'none' }] }],
        ...(withoutAddress ? {} : { address }),
      },
    },
    {
      fullUrl: 'urn:uuid:6f2c7f0e-6f0b-4f1c-9c0e-1f6a3a4b5c02',
      resource: {
        resourceType: 'Organization',
        id: 'riverbend-clinic',
        active: true,
        identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
        name: 'Riverbend Clinic',
        address: [
          {
            line: ['12 Mill Lane'],
            city: 'Riverbend',
            state: 'VT',
            postalCode: '05401',
            country: 'US',
          },
        ],
        endpoint: [{ reference: 'urn:uuid:6f2c7f0e-6f0b-4f1c-9c0e-1f6a3a4b5c01' }],
      },
    },
  ],
});
