import type { FaultArea } from './simple-faults.ts';

/** Faults of what came with SMART 2.2: area, title, and what the server then does. */
export const SMART_2_2_FAULTS = {
  'cors-missing': [
    'smart-2.2',
    'No CORS',
    'Answers to apps in a browser lack Access-Control-Allow-Origin.',
  ],
  'cors-wrong-origin': [
    'smart-2.2',
    'CORS for another origin',
    'Answers allow an origin that did not ask.',
  ],
  'cors-discovery-missing': [
    'smart-2.2',
    'No CORS for the SMART configuration',
    'The SMART configuration lacks Access-Control-Allow-Origin.',
  ],
  'cors-metadata-missing': [
    'smart-2.2',
    'No CORS for the CapabilityStatement',
    'The CapabilityStatement lacks Access-Control-Allow-Origin.',
  ],
  'cors-token-missing': [
    'smart-2.2',
    'No CORS for tokens',
    'Answers of the token endpoint lack Access-Control-Allow-Origin.',
  ],
  'cors-fhir-missing': [
    'smart-2.2',
    'No CORS for data',
    'Answers of the FHIR API lack Access-Control-Allow-Origin.',
  ],
  'smart-config-later-members-malformed': [
    'smart-2.2',
    'Members of SMART 2.2 malformed',
    'Brand bundle, brand identifier and associated endpoints are of other types than agreed.',
  ],
  'cors-preflight-refused': [
    'smart-2.2',
    'Preflights refused',
    'OPTIONS requests of browsers are answered with 405.',
  ],
  'cors-preflight-without-authorization': [
    'smart-2.2',
    'No Authorization from browsers',
    'Preflights do not allow the header Authorization.',
  ],
} as const satisfies Readonly<Record<string, readonly [FaultArea, string, string]>>;

export type Smart22FaultId = keyof typeof SMART_2_2_FAULTS;
