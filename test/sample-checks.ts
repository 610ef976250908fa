import type { Finding } from '../core/finding.ts';
import type { CheckResult } from '../core/results.ts';

/** The regulation that all criteria of the sample stand in. */
export const CITATION = '170.315(g)(10)';
type Given = Partial<CheckResult> & Pick<CheckResult, 'id' | 'title' | 'verdict' | 'message'>;

/** A check of a group for a paragraph, with what a sample needs no word on filled in. */
export const check = (group: string, paragraph: string, given: Given): CheckResult => ({
  group,
  level: 'SHALL',
  citations: [`${CITATION}${paragraph}`],
  requirements: [given.id],
  findings: [],
  exchanges: [],
  durationMs: 2,
  ...given,
});

const CLINICAL_STATUS: Omit<Finding, 'resource' | 'message'> = {
  severity: 'error',
  expected: 'one of active, inactive, resolved',
  received: 'Active',
  expression: 'AllergyIntolerance.clinicalStatus.coding[0].code',
  exchange: 7,
  cause: 'c2',
  remedy: 'Send the code as the code system spells it: codes are compared with regard to case.',
};

/** The checks of the sample run. */
export const sampleChecks: readonly CheckResult[] = [
  check('capability', '(i)(A)', {
    id: 'capability.statement',
    title: 'Server publishes a capability statement',
    verdict: 'pass',
    message: 'A CapabilityStatement for FHIR 4.0.1 was read without credentials.',
    exchanges: [0],
  }),
  check('capability', '(i)(A)', {
    id: 'capability.fhir-version',
    title: 'Capability statement declares FHIR 4.0.1',
    verdict: 'pass',
    message: 'fhirVersion is 4.0.1.',
    exchanges: [0],
  }),
  check('capability', '(i)(A)', {
    id: 'capability.instantiates',
    title: 'Capability statement names the US Core server statement',
    level: 'SHOULD',
    verdict: 'warn',
    message: 'instantiates is absent; clients cannot tell which guide the server follows.',
    exchanges: [0],
    findings: [
      {
        severity: 'warning',
        message:
          'CapabilityStatement.instantiates: expected the US Core server statement, received nothing.',
        expression: 'CapabilityStatement.instantiates',
        exchange: 0,
        remedy: 'Add the canonical URL of the US Core server CapabilityStatement.',
      },
    ],
  }),
  check('discovery', '(v)(A)(1)(i)', {
    id: 'smart.discovery.document',
    title: 'SMART configuration is served',
    verdict: 'pass',
    message: 'All members required of SMART App Launch 2.0.0 but one are there.',
    exchanges: [1],
  }),
  check('discovery', '(v)(A)(1)(i)', {
    id: 'smart.discovery.pkce-plain',
    title: 'SMART configuration does not offer the challenge method plain',
    verdict: 'fail',
    message: 'The SMART configuration offers the code challenge method “plain”.',
    exchanges: [1],
    findings: [
      {
        severity: 'error',
        message:
          'code_challenge_methods_supported: expected S256 and not plain, received S256, plain.',
        expected: 'S256 and not plain',
        received: 'S256, plain',
        expression: 'code_challenge_methods_supported',
        exchange: 1,
        remedy:
          'Remove plain from code_challenge_methods_supported, and refuse it at the authorization endpoint.',
      },
    ],
  }),
  check('standalone', '(v)(A)(1)(i)', {
    id: 'standalone.authorization',
    title: 'User is asked to authorize the app',
    verdict: 'pass',
    message: 'The authorization page was shown and the redirect carried a code.',
    exchanges: [2],
  }),
  check('standalone', '(v)(A)(1)(i)', {
    id: 'standalone.token-cache-headers',
    title: 'Token response forbids caching',
    verdict: 'fail',
    message: 'The token response has no header Cache-Control: no-store.',
    exchanges: [2],
    findings: [
      {
        severity: 'error',
        message: 'Cache-Control: expected no-store, received no such header.',
        expected: 'no-store',
        received: 'no such header',
        expression: 'Cache-Control',
        exchange: 2,
        remedy:
          'Send Cache-Control: no-store and Pragma: no-cache with each answer that holds a token.',
      },
    ],
  }),
  check('standalone', '(v)(A)(1)(i)', {
    id: 'standalone.refresh',
    title: 'Access is renewed with a refresh token',
    verdict: 'skip',
    message: 'No refresh token was issued, so it could not be used; grant offline_access.',
    exchanges: [2],
  }),
  check('standalone', '(v)(A)(1)(i)', {
    id: 'standalone.id-token',
    title: 'ID token is signed with a published key',
    verdict: 'waived',
    message: 'The signature of the id_token does not match the key “k1”.',
    exchanges: [2],
    waiver: { reason: 'Key rotation is scheduled with release 12.4.', expires: '2027-01-31' },
    findings: [
      {
        severity: 'error',
        message: 'id_token: expected a signature by the key k1, received one by another key.',
        exchange: 2,
      },
    ],
  }),
  check('patient', '(i)(A)', {
    id: 'uscore.patient.read',
    title: 'Patient is read by id',
    verdict: 'pass',
    message: '2 resources of 2 patients.',
    exchanges: [3],
  }),
  check('patient', '(i)(A)', {
    id: 'uscore.patient.search.id',
    title: 'Patient search by _id finds the patient',
    verdict: 'pass',
    message: '1 resource, as asked for.',
    exchanges: [4],
  }),
  check('patient', '(i)(A)', {
    id: 'uscore.patient.search.birthdate+name',
    title: 'Patient search by birthdate and name finds only matches',
    verdict: 'fail',
    message: '1 of 2 resources found does not match birthdate=1980-12-05.',
    exchanges: [5],
    findings: [
      {
        severity: 'error',
        message: 'Patient.birthDate: expected 1980-12-05, received 1979-02-11.',
        expected: '1980-12-05',
        received: '1979-02-11',
        resource: 'Patient/355',
        expression: 'Patient.birthDate',
        exchange: 5,
        remedy: 'Combine search parameters by AND: a resource must match each of them.',
      },
    ],
  }),
  ...['family+gender', 'gender+name', 'family+birthdate'].map((params, at) =>
    check('patient', '(i)(A)', {
      id: `uscore.patient.search.${params}`,
      title: `Patient search by ${params.replace('+', ' and ')} is answered`,
      level: at === 2 ? 'SHOULD' : 'SHALL',
      verdict: at === 2 ? 'warn' : 'fail',
      message: 'The search was answered with 500 instead of 200.',
      exchanges: [6],
      findings: [
        {
          severity: at === 2 ? 'warning' : 'error',
          message: 'Status: expected 200, received 500.',
          expected: '200',
          received: '500',
          exchange: 6,
          cause: 'c1',
          remedy:
            'Index the search parameters family and gender, or answer 400 with an OperationOutcome until they are.',
        },
      ],
    }),
  ),
  check('allergies', '(i)(A)', {
    id: 'uscore.allergyintolerance.search.patient',
    title: 'AllergyIntolerance search by patient finds allergies',
    verdict: 'pass',
    message: '3 resources of 1 patient.',
    exchanges: [7],
  }),
  check('allergies', '(i)(A)', {
    id: 'uscore.allergyintolerance.conformance.profile',
    title: 'AllergyIntolerance conforms to its profile',
    verdict: 'fail',
    message: '2 of 3 resources break the profile us-core-allergyintolerance.',
    exchanges: [7, 8],
    findings: ['a2', 'a3'].map((id) => ({
      ...CLINICAL_STATUS,
      resource: `AllergyIntolerance/${id}`,
      message:
        'AllergyIntolerance.clinicalStatus: expected one of active, inactive, resolved, received Active.',
    })),
  }),
  check('allergies', '(i)(A)', {
    id: 'uscore.allergyintolerance.must-support.reaction',
    title: 'AllergyIntolerance shows reaction.manifestation',
    verdict: 'skip',
    message: 'No AllergyIntolerance gathered has reaction.manifestation; load one that does.',
    exchanges: [7],
  }),
  check('immunizations', '(i)(A)', {
    id: 'uscore.immunization.search.patient',
    title: 'Immunization search by patient finds immunizations',
    verdict: 'skip',
    message: 'The search was answered with no Immunization; load one for patient 85.',
    exchanges: [11],
  }),
  check('immunizations', '(i)(A)', {
    id: 'uscore.immunization.read',
    title: 'Immunization is read by id',
    verdict: 'skip',
    message: 'No Immunization is known to read.',
    exchanges: [11],
  }),
  ...Array.from({ length: 14 }, (_, at) =>
    check('observations', '(i)(A)', {
      id: `uscore.observation-lab.search.row-${at}`,
      title: `Laboratory results are found by category and date, ${at + 2000}`,
      verdict: 'pass',
      message: `${at + 3} resources of 2 patients.`,
      exchanges: [12 + at],
    }),
  ),
  check('observations', '(i)(A)', {
    id: 'uscore.observation-lab.search.code',
    title: 'Laboratory results are found by code in the form system|code',
    level: 'MAY',
    verdict: 'omit',
    message: 'Not part of US Core 6.1.0.',
  }),
  check('bulk', '(ii)(A)', {
    id: 'bulk.kick-off',
    title: 'Group export is started',
    verdict: 'error',
    message: 'Nothing came within 30 s, in three attempts; run again when the network is quiet.',
    exchanges: [9],
  }),
  check('security', '(iii)(A)', {
    id: 'security.tls-versions',
    title: 'Connections below TLS 1.2 are refused',
    verdict: 'pass',
    message: 'TLS 1.0 and 1.1 were refused.',
    exchanges: [10],
  }),
  check('attestation', '(viii)(A)', {
    id: 'attestation.documentation',
    title: 'Documentation is published',
    verdict: 'attest',
    message: 'Is the API documentation public, complete and free of special effort to reach?',
  }),
  check('attestation', '(vi)', {
    id: 'attestation.revocation',
    title: 'Patients can revoke access within an hour',
    verdict: 'pass',
    message: 'Attested.',
    attestation: {
      by: 'Dr. Lena Fischer',
      on: '2026-11-01',
      text: 'Shown on the staging system: revocation takes effect at once.',
    },
  }),
  check('patient', '(i)(A)', {
    id: 'advice.patient.vread',
    title: 'Patient versions can be read',
    level: 'SHOULD',
    advice: true,
    verdict: 'warn',
    message: 'Patient/85/_history/3 is answered with 404.',
    exchanges: [3],
    findings: [
      {
        severity: 'warning',
        message: 'Status: expected 200, received 404.',
        expected: '200',
        received: '404',
        exchange: 3,
      },
    ],
  }),
];
