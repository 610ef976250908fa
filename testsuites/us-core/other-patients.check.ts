import {
  type AnyProbe,
  type Check,
  defineCheck,
  judged,
  omit,
  skip,
  type Needs,
} from '../../core/check.ts';
import type { AnsweredExchange } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { attempted, type Attempt, defineProbe, type Probe } from '../../core/probe.ts';
import { isObject } from '../../fhir/json.ts';
import { CITATION } from '../citations.ts';
import { type ProfileCheckRow, typeOf } from './about-profile.ts';
import { entriesOf, isResource, nameOf, parsedBody, type Resource } from './bundle.ts';
import { isOfPatient, linkedTo, ownersOf } from './compartment.ts';
import { type Reach, reachProbe } from './profile-context.ts';
import { shortName } from './requirement-ids.ts';
import { needsNoRecord } from './seed-searches.ts';

/** A profile with everything that is asked about it. */
export interface OtherPatientsRow extends ProfileCheckRow {
  readonly checks: readonly Check[];
}

/** Answers to requests for one profile, whatever they were made for. */
export interface AnswersEvidence {
  readonly reach: Reach;
  readonly answers: readonly AnsweredExchange[];
}

const isExchange = (value: Record<string, unknown>): boolean =>
  value['kind'] === 'exchange' && typeof value['index'] === 'number';

/** The answered exchanges in a piece of evidence, however deep; resources are not entered. */
function exchangesIn(evidence: unknown, seen: Set<unknown>): readonly AnsweredExchange[] {
  if (typeof evidence !== 'object' || evidence === null || seen.has(evidence)) return [];
  seen.add(evidence);
  if (Array.isArray(evidence)) return evidence.flatMap((each) => exchangesIn(each, seen));
  if (evidence instanceof Map) {
    return [...evidence.values()].flatMap((each) => exchangesIn(each, seen));
  }
  if (!isObject(evidence) || 'resourceType' in evidence) return [];
  if (isExchange(evidence)) {
    return 'response' in evidence ? [evidence as unknown as AnsweredExchange] : [];
  }
  return Object.values(evidence).flatMap((each) => exchangesIn(each, seen));
}

/** What the other checks of a profile have asked anyway: nothing more is asked. */
const answersProbe = ({ context, checks }: OtherPatientsRow): Probe<AnswersEvidence> => {
  const probes = new Map<string, AnyProbe>(
    checks.flatMap(({ needs }) => Object.values(needs)).map((probe) => [probe.id, probe]),
  );
  const needs: Needs = Object.fromEntries(
    [...probes].map(([id, probe]) => [id, attempted(probe as Probe<unknown>)]),
  );
  return defineProbe({
    id: `answers(${context.profile.id})`,
    needs: { ...needs, reach: reachProbe(context) },
    gather: async (_io, evidence: Record<string, unknown>) => {
      const reach = evidence['reach'] as Reach;
      const seen = new Set<unknown>();
      const answers = [...probes.keys()].flatMap((id) => {
        const attempt = evidence[id] as Attempt<unknown>;
        return 'brought' in attempt ? exchangesIn(attempt.brought, seen) : [];
      });
      const distinct = new Map(answers.map((answer) => [answer.index, answer]));
      return {
        reach,
        answers: [...distinct.values()].filter(({ context }) => context === reach.access.context),
      };
    },
  });
};

interface Brought {
  readonly resource: Resource;
  readonly exchange: number;
}

function resourcesIn(answer: AnsweredExchange): readonly Brought[] {
  const body = parsedBody(answer);
  if (!isResource(body)) return [];
  return body.resourceType === 'Bundle'
    ? entriesOf(answer)
    : [{ resource: body, exchange: answer.index }];
}

/** Whether a token opens the record of the patients in context and no other. */
const isBoundToPatient = ({ access: { scopes } }: Reach): boolean =>
  scopes.some((scope) => scope.startsWith('patient/')) &&
  !scopes.some((scope) => {
    const [, type] = /^(?:user|system)\/([A-Za-z*]+)\./.exec(scope) ?? [];
    return type !== undefined && (type === '*' || isOfPatient(type));
  });

function leakFindings(brought: readonly Brought[], asked: readonly string[], base: string) {
  const linked = brought
    .filter(
      ({ resource }) => resource.resourceType === 'Patient' && asked.includes(resource.id ?? ''),
    )
    .flatMap(({ resource }) => linkedTo(resource, base));
  const own = new Set([...asked, ...linked]);
  return brought.flatMap(({ resource, exchange }): Finding[] => {
    const owners = ownersOf(resource, base);
    if (owners.length === 0 || owners.some((owner) => own.has(owner))) return [];
    const leak = differs(resource.resourceType, {
      expected: `data of ${asked.map((id) => `Patient/${id}`).join(' or ')} only`,
      received: `${nameOf(resource)}, which is of ${owners.map((id) => `Patient/${id}`).join(', ')}`,
      resource: nameOf(resource),
      exchange,
    });
    // A relative may be known as the relative of another patient: worth a look, no proof.
    return [resource.resourceType === 'RelatedPerson' ? { ...leak, severity: 'warning' } : leak];
  });
}

/** Enough to see by; the same leak shows in every answer. */
const MOST_FINDINGS = 20;

export const otherPatientsCheck = defineCheck({
  id: ({ context }: OtherPatientsRow) => `${shortName(context.profile.id)}.other-patients`,
  level: 'SHALL',
  citations: [CITATION.dataResponseSingle],
  requirements: [],
  advice: true,
  title: (row: OtherPatientsRow) => `No answer about ${typeOf(row)} holds another patient's data`,
  failureTitle: (row) => `Answers about ${typeOf(row)} hold another patient's data`,
  remedy:
    'Under a token that is bound to a patient, give only what is in the compartment of that patient, be it found, included, read or on a further page.',
  needs: (row: OtherPatientsRow) => ({ gathered: answersProbe(row) }),
  judge: ({ gathered: { reach, answers } }, row) => {
    if (!isBoundToPatient(reach)) {
      return omit('The token is not bound to a patient: other patients may be seen with it.');
    }
    const brought = answers.flatMap(resourcesIn);
    if (brought.length === 0) {
      const none = `No answer about ${typeOf(row)} holds any resource.`;
      return needsNoRecord(row.context.profile) ? omit(none) : skip(none);
    }
    const findings = leakFindings(brought, reach.patients, row.context.config.target.fhirBaseUrl);
    return judged(
      findings.slice(0, MOST_FINDINGS),
      `${brought.length} resources in ${answers.length} answers`,
    );
  },
});
