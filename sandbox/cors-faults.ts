import type { FaultArea } from './simple-faults.ts';

/** Faults of what apps in a browser need: area, title, and what the server then does. */
export const CORS_FAULTS = {
  'cors-missing': [
    'cors',
    'No CORS',
    'Answers to apps in a browser lack Access-Control-Allow-Origin.',
  ],
  'cors-wrong-origin': [
    'cors',
    'CORS for another origin',
    'Answers allow an origin that did not ask.',
  ],
  'cors-discovery-missing': [
    'cors',
    'No CORS for the SMART configuration',
    'The SMART configuration lacks Access-Control-Allow-Origin.',
  ],
  'cors-metadata-missing': [
    'cors',
    'No CORS for the CapabilityStatement',
    'The CapabilityStatement lacks Access-Control-Allow-Origin.',
  ],
  'cors-token-missing': [
    'cors',
    'No CORS for tokens',
    'Answers of the token endpoint lack Access-Control-Allow-Origin.',
  ],
  'cors-fhir-missing': [
    'cors',
    'No CORS for data',
    'Answers of the FHIR API lack Access-Control-Allow-Origin.',
  ],
  'cors-preflight-refused': [
    'cors',
    'Preflights refused',
    'OPTIONS requests of browsers are answered with 405.',
  ],
  'cors-preflight-without-authorization': [
    'cors',
    'No Authorization from browsers',
    'Preflights do not allow the header Authorization.',
  ],
} as const satisfies Readonly<Record<string, readonly [FaultArea, string, string]>>;

export type CorsFaultId = keyof typeof CORS_FAULTS;
