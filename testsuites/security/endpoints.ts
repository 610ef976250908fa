import { CITATION } from '../citations.ts';

/** An endpoint whose connection is looked at. */
export interface TlsEndpoint {
  readonly name:
    | 'fhir'
    | 'authorize'
    | 'token'
    | 'introspection'
    | 'jwks'
    | 'bulk-token'
    | 'bulk-server'
    | 'bulk-files';
  /** How a sentence begins that is about it. */
  readonly title: string;
  readonly citation: string;
  /** Whether certification looks at it, too. */
  readonly certified: boolean;
}

/** Every endpoint that tokens or health data pass through, in the order of the report. */
export const TLS_ENDPOINTS: readonly TlsEndpoint[] = [
  {
    name: 'fhir',
    title: 'FHIR endpoint',
    citation: CITATION.secureConnectionUser,
    certified: true,
  },
  {
    name: 'authorize',
    title: 'Authorize endpoint',
    citation: CITATION.secureConnectionUser,
    certified: true,
  },
  {
    name: 'token',
    title: 'Token endpoint',
    citation: CITATION.secureConnectionUser,
    certified: true,
  },
  {
    name: 'introspection',
    title: 'Introspection endpoint',
    citation: CITATION.secureConnectionUser,
    certified: false,
  },
  {
    name: 'jwks',
    title: 'Address of the signing keys',
    citation: CITATION.secureConnectionUser,
    certified: false,
  },
  {
    name: 'bulk-token',
    title: 'Token endpoint for systems',
    citation: CITATION.secureConnectionSystem,
    certified: true,
  },
  {
    name: 'bulk-server',
    title: 'Bulk export server',
    citation: CITATION.secureConnectionSystem,
    certified: true,
  },
  {
    name: 'bulk-files',
    title: 'Server of the exported files',
    citation: CITATION.secureConnectionSystem,
    certified: true,
  },
];
