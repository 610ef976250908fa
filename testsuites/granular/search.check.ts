import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { nameOf } from '../us-core/bundle.ts';
import { categoriesFor, isWithin, matchesOf, type Replay, replayProbe } from './replay.probe.ts';
import type { Category, GranularType, ScopeSet } from './scope-sets.ts';

/** A search that is made again with the token of a launch. */
export interface GranularSearchRow {
  readonly set: ScopeSet;
  readonly type: GranularType;
  readonly names: readonly string[];
}

const namesGranted = ({ params }: Replay, categories: readonly Category[]): boolean =>
  params.some(
    ([name, value]) =>
      name === 'category' && categories.some(({ code }) => value.split('|').at(-1) === code),
  );

function findingsIn(
  replay: Replay,
  type: GranularType,
  categories: readonly Category[],
): readonly Finding[] {
  const { full, granular, params } = replay;
  const { index: exchange } = granular.first;
  const query = `${type}?${params.map((pair) => pair.join('=')).join('&')}`;
  const came = matchesOf(granular, type);
  const beyond = came.filter(({ resource }) => !isWithin(resource, categories));
  if (beyond.length > 0) {
    return beyond.map(({ resource }) =>
      differs(query, {
        expected: 'nothing outside the categories granted',
        received: nameOf(resource),
        resource: nameOf(resource),
        exchange,
      }),
    );
  }
  if (came.length === 0 && !namesGranted(replay, categories)) return [];
  const due = matchesOf(full, type).filter(({ resource }) => isWithin(resource, categories));
  const ids = new Set(came.map(({ resource }) => nameOf(resource)));
  return due
    .filter(({ resource }) => !ids.has(nameOf(resource)))
    .map(({ resource }) =>
      differs(query, {
        expected: `${nameOf(resource)}, which is in a category granted`,
        received: `${came.length} others`,
        resource: nameOf(resource),
        exchange,
      }),
    );
}

/** US Core, granular scopes: a search gives what the categories granted hold, and nothing else. */
export const granularSearch = (context: PlanContext) => {
  const idOf = ({ set, type, names }: GranularSearchRow): string =>
    `${set.name}.${type.toLowerCase()}.search.${names.join('+')}`;
  return defineCheck({
    id: idOf,
    level: 'SHALL',
    needs: ({ set, type, names }: GranularSearchRow) => ({
      replays: replayProbe(context, set, type, names),
    }),
    title: ({ type, names }) =>
      `Search of ${type} by ${names.join(' and ')} keeps to the categories granted`,
    failureTitle: ({ type, names }) =>
      `Search of ${type} by ${names.join(' and ')} does not keep to the categories granted`,
    remedy: () =>
      'Filter what searches give by the categories of the scopes granted, and leave out nothing that lies within them.',
    citations: [CITATION.firstConnection],
    requirements: (row) => [`smart.granular.${idOf(row)}`],
    judge: ({ replays }, { set, type }) => {
      const categories = categoriesFor(set, type);
      const telling = replays.some(({ full }) =>
        matchesOf(full, type).some(({ resource }) => isWithin(resource, categories)),
      );
      if (!telling) {
        const codes = categories.map(({ code }) => code).join(', ');
        return skip(`The patient has no ${type} in the categories ${codes}; load one of each.`);
      }
      return judged(
        replays.flatMap((replay) => findingsIn(replay, type, categories)),
        `${replays.length} searches made again`,
      );
    },
  });
};
