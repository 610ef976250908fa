import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, describedAnswer, objectIn, type JsonReply } from '../launch/json-reply.ts';
import { metadataProbe } from './capability-statement.probe.ts';

/** Elements that every CapabilityStatement has (FHIR R4, CapabilityStatement, cardinality 1..). */
const MANDATORY = ['status', 'date', 'kind', 'fhirVersion', 'format'] as const;

/** Required bindings of the statement's own codes (FHIR R4, CapabilityStatement). */
const CODES: Readonly<Record<string, readonly string[]>> = {
  status: ['draft', 'active', 'retired', 'unknown'],
  kind: ['instance', 'capability', 'requirements'],
};

const wrongCodes = (resource: JsonObject): readonly string[] =>
  Object.entries(CODES).flatMap(([element, codes]) => {
    const value = resource[element];
    return isEmpty(value) || codes.some((code) => code === value) ? [] : [element];
  });

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length);

function findingsIn(metadata: JsonReply): readonly Finding[] {
  const { index: exchange, response } = metadata.exchange;
  const resource = objectIn(metadata);
  if (response.status !== 200 || resource === undefined) {
    return [
      differs('GET /metadata', {
        expected: 'HTTP 200 with JSON',
        received: describedAnswer(metadata),
        exchange,
      }),
    ];
  }
  if (resource['resourceType'] !== 'CapabilityStatement') {
    return [
      differs('resourceType', {
        expected: '"CapabilityStatement"',
        received: described(resource['resourceType']),
        exchange,
      }),
    ];
  }
  return [
    ...MANDATORY.filter((element) => isEmpty(resource[element])).map((element) =>
      differs(`CapabilityStatement.${element}`, {
        expected: 'a value, as the element is mandatory',
        received: described(resource[element]),
        exchange,
      }),
    ),
    ...wrongCodes(resource).map((element) =>
      differs(`CapabilityStatement.${element}`, {
        expected: `one of ${CODES[element]?.join(', ')}`,
        received: described(resource[element]),
        exchange,
      }),
    ),
  ];
}

/** FHIR R4, RESTful API, capabilities interaction. */
export const metadataAvailable = (context: PlanContext) =>
  defineCheck({
    id: 'metadata.available',
    level: 'SHALL',
    needs: { metadata: metadataProbe(context) },
    title: 'Capability statement can be read by anybody',
    failureTitle: 'Capability statement cannot be read',
    remedy:
      'Answer GET [base]/metadata without credentials with HTTP 200 and a CapabilityStatement that has all mandatory elements.',
    citations: [CITATION.dataResponseSingle],
    requirements: ['capability.metadata.available'],
    judge: ({ metadata }) => judged(findingsIn(metadata)),
  });
