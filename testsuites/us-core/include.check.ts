import { defineCheck, judged, omit, unjudged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs } from '../../core/finding.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import type { ResourceRow } from '../../fhir/pack-rows.ts';
import { isObject } from '../../fhir/json.ts';
import { elementsFor } from '../../fhir/search/match.ts';
import { CITATION } from '../citations.ts';
import type { Found } from './bundle.ts';
import { gatheredProbe } from './gathered.probe.ts';
import { answerFindings } from './judge-search.ts';
import { type ProfileContext, reachProbe } from './profile-context.ts';
import { isAdvice, requirementId, shortName } from './requirement-ids.ts';
import { search, type SearchDone } from './search-run.ts';
import { resourceRow } from './seed-searches.ts';

/** An _include that the guide asks a type for. */
export interface IncludeCheckRow {
  readonly context: ProfileContext;
  readonly include: ResourceRow['includes'][number];
}

interface IncludeEvidence {
  /** Absent when nothing gathered has such a reference. */
  readonly done?: SearchDone;
}

const partsOf = (value: string): { param: string; target?: string } => {
  const [, param = '', target] = value.split(':');
  return target === undefined ? { param } : { param, target };
};

/** Whether a resource refers to what would be included. */
function refers({ context, include }: IncludeCheckRow, { resource }: Found): boolean {
  const { param, target } = partsOf(include.value);
  const row = resourceRow(context.pack, context.profile.type)?.searchParams.find(
    ({ name }) => name === param,
  );
  const elements = row === undefined ? [resource[param]].flat() : elementsFor(row, resource);
  return elements.some((element) => {
    const reference = isObject(element) ? element['reference'] : undefined;
    if (typeof reference !== 'string' || reference.startsWith('#')) return false;
    return target === undefined || reference.includes(`${target}/`);
  });
}

const includeProbe = (row: IncludeCheckRow): Probe<IncludeEvidence> => {
  const { context, include } = row;
  const { profile, config } = context;
  return defineProbe({
    id: `include(${profile.id} ${include.value})`,
    needs: { gathered: gatheredProbe(context), reach: reachProbe(context) },
    gather: async (io, { gathered, reach }) => {
      const source = [...gathered.gathered.values()].flat().find((found) => refers(row, found));
      if (source === undefined) return {};
      const seed = gathered.searches.find(({ done }) =>
        done.entries.some(({ resource }) => resource.id === source.resource.id),
      );
      const params = seed?.done.params ?? [
        ['_id', typeof source.resource.id === 'string' ? source.resource.id : ''] as const,
      ];
      const target = { base: config.target.fhirBaseUrl, context: reach.access.context };
      return {
        done: await search(io, target, profile.type, [...params, ['_include', include.value]]),
      };
    },
  });
};

const idOf = ({ context, include }: IncludeCheckRow): string => {
  const { param, target } = partsOf(include.value);
  const what = target === undefined ? param : `${param}-${target.toLowerCase()}`;
  return requirementId(`uscore.${shortName(context.profile.id)}.search.include.${what}`);
};

export const includeCheck = defineCheck({
  id: (row: IncludeCheckRow) => idOf(row).replace(/^uscore\./, ''),
  level: ({ include }) => include.expectation,
  citations: [CITATION.searchSingle],
  requirements: (row: IncludeCheckRow) => [idOf(row)],
  advice: (row: IncludeCheckRow) =>
    isAdvice(idOf(row), row.include.expectation, row.context.pack.version),
  title: ({ include }) => `_include=${include.value} brings what is referred to`,
  failureTitle: ({ include }) => `_include=${include.value} does not bring what is referred to`,
  remedy: ({ include }) => `Support _include=${include.value} (FHIR R4, 3.1.1.5.4).`,
  needs: (row: IncludeCheckRow) => ({ included: includeProbe(row) }),
  judge: ({ included: { done } }, { context, include }) => {
    if (done === undefined) return omit('Nothing gathered refers to what would be included.');
    if (!isAnswered(done.first)) {
      return unjudged(done.first.noAnswer.detail, done.first.index);
    }
    const answers = answerFindings(done);
    if (answers.length > 0) return judged(answers);
    const { target } = partsOf(include.value);
    const brought = done.entries.filter(
      ({ resource }) =>
        resource.resourceType !== context.profile.type &&
        resource.resourceType !== 'OperationOutcome' &&
        (target === undefined || resource.resourceType === target),
    );
    return judged(
      brought.length > 0
        ? []
        : [
            differs('Bundle.entry', {
              expected: `a ${target ?? 'resource'} that a match refers to`,
              received: 'none',
              exchange: done.first.index,
            }),
          ],
      `${brought.length} included`,
    );
  },
});
