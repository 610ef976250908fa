import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { capabilityStatementProbe } from './capability-statement.probe.ts';

/** FHIR R4 and its technical corrections (FHIRVersion code system). */
const R4 = /^4\.0\.\d+$/;

/** The release of FHIR that the regulation adopts. */
export const metadataFhirVersion = (context: PlanContext) =>
  defineCheck({
    id: 'metadata.fhir-version',
    level: 'SHALL',
    needs: { statement: capabilityStatementProbe(context) },
    title: 'Capability statement announces FHIR R4',
    failureTitle: 'Capability statement announces another release of FHIR',
    remedy: 'Set CapabilityStatement.fhirVersion to "4.0.1" on the R4 endpoint.',
    citations: [CITATION.dataResponseSingle],
    requirements: ['capability.metadata.fhir-version'],
    judge: ({ statement: { exchange, resource } }) => {
      const version = resource['fhirVersion'];
      if (typeof version === 'string' && R4.test(version)) return judged([], version);
      return judged([
        differs('CapabilityStatement.fhirVersion', {
          expected: '"4.0.1"',
          received: described(version),
          exchange,
        }),
      ]);
    },
  });
