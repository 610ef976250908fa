import {
  type Cause,
  type CheckResult,
  RESULTS_SCHEMA_VERSION,
  type Results,
  type Summary,
} from '../core/results.ts';
import { readinessOf, VERDICTS, type Verdict } from '../core/verdict.ts';
import { check, CITATION, sampleChecks } from './sample-checks.ts';
import { SAMPLE_BASE } from './sample-journal.ts';

/** A run as an EHR vendor might meet it, made by hand: no server and no clock is asked. */

/** Counts of verdicts. */
export const summaryOf = (given: readonly CheckResult[]): Summary => {
  const count = (verdict: Verdict) => given.filter((one) => one.verdict === verdict).length;
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)])) as Summary;
};

const CRITERIA: readonly (readonly [string, string])[] = [
  ['(i)(A)', 'A single patient’s data can be read and searched'],
  ['(ii)(A)', 'Data of many patients can be exported at once'],
  ['(iii)(A)', 'Connections are secure'],
  ['(v)(A)(1)(i)', 'Patients and clinicians can let an app in'],
  ['(vi)', 'Access can be revoked'],
  ['(viii)(A)', 'The interface is documented for everyone'],
];

const CAUSES: readonly Cause[] = [
  {
    id: 'c1',
    title: 'Searches that use the parameters family or gender are answered with 500',
    checks: [
      'uscore.patient.search.family+gender',
      'uscore.patient.search.gender+name',
      'uscore.patient.search.family+birthdate',
    ],
    resources: 0,
  },
  {
    id: 'c2',
    title: 'AllergyIntolerance.clinicalStatus has codes in capitals',
    checks: ['uscore.allergyintolerance.conformance.profile'],
    resources: 2,
  },
];

/** Results over the checks given, with criteria and counts made from them. */
export const resultsOver = (
  given: readonly CheckResult[],
  more: Partial<Results> = {},
): Results => ({
  schemaVersion: RESULTS_SCHEMA_VERSION,
  tool: { name: 'assay', version: '0.1.0' },
  run: {
    id: '2026-11-22T23-41-07-3f9a',
    startedAt: '2026-11-22T23:41:07.000Z',
    finishedAt: '2026-11-22T23:41:44.300Z',
    status: 'finished',
    suites: ['g10'],
    options: { usCore: '6.1.0', smart: '2.0.0', bulk: '2.0.0' },
    target: { name: 'Acme EHR 12.3, staging', fhirBaseUrl: SAMPLE_BASE, software: 'Acme EHR 12.3' },
    requests: 412,
    bytes: 1_234_567,
  },
  summary: summaryOf(given),
  groups: [
    {
      id: 'capability',
      title: 'Capability statement',
      about: 'What the server says of itself before anyone logs in.',
    },
    {
      id: 'discovery',
      title: 'SMART discovery',
      about: 'How an app finds out where and how to ask for access.',
    },
    {
      id: 'standalone',
      title: 'Standalone launch',
      about: 'A patient opens an app and lets it read the record.',
    },
    {
      id: 'patient',
      title: 'Patient',
      about: 'Who the record is about: name, birth date, address, identifiers.',
    },
    {
      id: 'allergies',
      title: 'Allergies and intolerances',
      about: 'What the patient must not be given.',
    },
    { id: 'immunizations', title: 'Immunizations', about: 'Which vaccines the patient has had.' },
    {
      id: 'observations',
      title: 'Laboratory results',
      about: 'Measurements and findings of the laboratory.',
    },
    { id: 'bulk', title: 'Bulk export', about: 'All records of a group of patients in one go.' },
    { id: 'security', title: 'Transport security', about: 'Whether anybody can listen in.' },
    { id: 'attestation', title: 'Statements by a person', about: 'What no machine can see.' },
  ],
  criteria: CRITERIA.map(([paragraph, title]) => {
    const citation = `${CITATION}${paragraph}`;
    const own = given.filter(({ citations, advice }) => !advice && citations.includes(citation));
    return {
      citation,
      title,
      readiness: readinessOf(own.map(({ verdict }) => verdict)),
      summary: summaryOf(own),
    };
  }),
  checks: given,
  causes: [],
  dataGuide: [],
  notChecked: [],
  ...more,
});

/** The sample run. */
export const sampleResults = (): Results =>
  resultsOver(sampleChecks, {
    causes: CAUSES,
    dataGuide: [
      {
        requirement: 'uscore.allergyintolerance.must-support.reaction',
        load: 'Load an AllergyIntolerance with reaction.manifestation for one of the patients.',
        example: {
          resourceType: 'AllergyIntolerance',
          patient: { reference: 'Patient/85' },
          reaction: [
            {
              manifestation: [
                { coding: [{ system: 'http://snomed.info/sct', code: '247472004' }] },
              ],
            },
          ],
        } as { resourceType: string },
      },
      {
        requirement: 'uscore.immunization.search.patient',
        load: 'Load an Immunization for patient 85.',
        example: { resourceType: 'Immunization', status: 'completed' } as { resourceType: string },
      },
    ],
    notChecked: [
      {
        what: 'codes of http://snomed.info/sct',
        count: 120,
        why: 'no expansion and no terminology server',
      },
    ],
  });

/** An earlier run of the same server: two verdicts were better, one worse, one check is gone. */
export const sampleBaseline = (): Results =>
  resultsOver(
    [
      ...sampleChecks
        .map((one) => {
          if (one.id === 'uscore.patient.search.birthdate+name')
            return { ...one, verdict: 'pass' as const };
          if (one.id === 'uscore.immunization.read') return { ...one, verdict: 'fail' as const };
          if (one.id === 'smart.discovery.document') return { ...one, verdict: 'fail' as const };
          return one;
        })
        .filter(({ id }) => id !== 'security.tls-versions'),
      check('patient', '(i)(A)', {
        id: 'uscore.patient.search.old',
        title: 'Patient search of old',
        verdict: 'pass',
        message: 'As before.',
      }),
    ],
    {},
  );
