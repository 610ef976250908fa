import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn, type JsonReply } from '../launch/json-reply.ts';
import { type ForeignRecord, foreignRecordProbe } from './bearer.probe.ts';

const holdsMatches = (reply: JsonReply): boolean => {
  const entries = objectIn(reply)?.['entry'];
  return (
    Array.isArray(entries) &&
    entries.some((entry) => JSON.stringify(entry).includes('"AllergyIntolerance"'))
  );
};

function findingsIn({ patient, read, search }: ForeignRecord): readonly Finding[] {
  const findings: Finding[] = [];
  if (objectIn(read)?.['resourceType'] === 'Patient') {
    findings.push(
      differs(`Read of Patient/${patient}`, {
        expected: 'HTTP 401, 403 or 404',
        received: describedAnswer(read),
        exchange: read.exchange.index,
      }),
    );
  }
  if (holdsMatches(search)) {
    findings.push(
      differs(`Search of AllergyIntolerance for Patient/${patient}`, {
        expected: 'HTTP 401 or 403, or an empty Bundle',
        received: describedAnswer(search),
        exchange: search.exchange.index,
      }),
    );
  }
  return findings;
}

/** SMART App Launch 2, patient-level scopes: they open the record in context and no other. */
export const foreignPatient = (context: PlanContext) =>
  defineCheck({
    id: 'foreign-patient',
    level: 'SHALL',
    advice: true,
    needs: { record: foreignRecordProbe(context) },
    title: 'Token of one patient does not open the record of another',
    failureTitle: 'Token of one patient opens the record of another',
    remedy: 'Limit patient-level scopes to the compartment of the patient in context.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ record }) => judged(findingsIn(record)),
  });
