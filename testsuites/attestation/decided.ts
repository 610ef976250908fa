import { type Judgement, judged } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { AttestedRow } from './questions.ts';

/** What was tried came to: departures, a proof, or neither, and then why. */
export type Tried =
  | { readonly findings: readonly Finding[] }
  | { readonly shown: string }
  | { readonly open: string };

/** What a person says, or the question; why nothing was decided without her. */
export function asked(
  { config }: PlanContext,
  { requirement, question }: Pick<AttestedRow, 'requirement' | 'question'>,
  open?: string,
): Judgement {
  const given = config.attestations.find((each) => each.requirement === requirement);
  const why = open === undefined ? question : `${question} ${open}`;
  if (given === undefined) return { kind: 'attestable', question: why };
  const { by, on, text } = given;
  return { kind: 'attestable', question: why, attestation: { by, on, text } };
}

/**
 * A departure that was seen fails, whatever anybody attests; what was shown passes; where neither
 * came of it a person is asked.
 */
export function decided(
  context: PlanContext,
  row: Pick<AttestedRow, 'requirement' | 'question'>,
  tried: Tried,
): Judgement {
  if ('findings' in tried) return judged(tried.findings);
  return 'shown' in tried ? judged([], tried.shown) : asked(context, row, tried.open);
}
