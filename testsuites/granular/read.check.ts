import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { type GranularReads, granularReadsProbe } from './replay.probe.ts';
import type { GranularType, ScopeSet } from './scope-sets.ts';

/** A type as it is read with the token of a launch. */
export interface GranularReadRow {
  readonly set: ScopeSet;
  readonly type: GranularType;
}

function findingsIn({ inside, outside }: GranularReads, type: GranularType): readonly Finding[] {
  const refused = inside
    .filter(({ read }) => read.exchange.response.status !== 200)
    .map(({ category, id, read }) =>
      differs(`Read of ${type}/${id} (${category.code})`, {
        expected: 'HTTP 200',
        received: describedAnswer(read),
        exchange: read.exchange.index,
      }),
    );
  if (outside === undefined) return refused;
  const { id, read } = outside;
  const isOpen = read.exchange.response.status === 200 || objectIn(read)?.['resourceType'] === type;
  if (!isOpen) return refused;
  return [
    ...refused,
    differs(`Read of ${type}/${id} (no category granted)`, {
      expected: 'a refusal',
      received: describedAnswer(read),
      exchange: read.exchange.index,
    }),
  ];
}

/** US Core, granular scopes: reads keep to the categories too. */
export const granularRead = (context: PlanContext) =>
  defineCheck({
    id: ({ set, type }: GranularReadRow) => `${set.name}.${type.toLowerCase()}.read`,
    level: 'SHALL',
    needs: ({ set, type }: GranularReadRow) => ({ reads: granularReadsProbe(context, set, type) }),
    title: ({ type }) => `Reads of ${type} keep to the categories granted`,
    failureTitle: ({ type }) => `Reads of ${type} do not keep to the categories granted`,
    remedy: () => 'Let a resource be read when it lies in a category granted, and no other.',
    citations: [CITATION.firstConnection],
    requirements: ({ set, type }) => [`smart.granular.${set.name}.${type.toLowerCase()}.read`],
    judge: ({ reads }, { type }) =>
      judged(
        findingsIn(reads, type),
        `${reads.inside.length} inside, ${reads.outside === undefined ? 'none' : 'one'} outside`,
      ),
  });
