import { type Judgement, judged, skip } from '../../core/check.ts';
import type { Look } from '../../fhir/must-support/look.ts';
import type { Wish } from '../../fhir/example/wish.ts';
import { type Tally, tally } from '../../fhir/must-support/tally.ts';
import { CITATION } from '../citations.ts';
import { guideFor } from './guide.ts';
import { type Found, nameOf } from '../us-core/bundle.ts';
import { isAdvice, shortName } from '../us-core/requirement-ids.ts';
import type { SeedEvidence } from '../us-core/seed.probe.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';

interface AnyRow {
  readonly context: ProfileContext;
  readonly requirements: readonly [string, ...string[]];
  readonly uscdi: boolean;
  readonly adviceOnly: boolean;
}

/**
 * What all must-support checks say alike. `what` names the thing as a vendor knows it, `wish` as an
 * example is made with it.
 */
export const aboutMustSupport = <Row extends AnyRow>(
  what: (row: Row) => string,
  wish: (row: Row) => Wish,
) => {
  const named = (row: Row): string => `${what(row)} (${shortName(row.context.profile.id)})`;
  const load = (row: Row): string =>
    `Load at least one ${row.context.profile.type} with ${what(row)} for one of the test patients${row.uscdi ? ' (USCDI demands it on top of the profile)' : ''}.`;
  return {
    id: ({ requirements: [id] }: Row) => id.replace(/^uscore\./, ''),
    level: 'SHALL' as const,
    citations: [CITATION.dataResponseSingle],
    requirements: ({ requirements }: Row) => requirements,
    advice: ({ context, requirements: [id], adviceOnly }: Row) =>
      adviceOnly || isAdvice(id, 'SHALL', context.pack.version),
    title: (row: Row) => `${named(row)} can be shown`,
    failureTitle: (row: Row) => `${named(row)} was not shown`,
    remedy: load,
    guide: (row: Row) => guideFor(row.context, load(row), [wish(row)]),
  };
};

/** All that was gathered of a profile, patient after patient. */
export function* gatheredOf({ gathered }: SeedEvidence): Generator<Found> {
  for (const found of gathered.values()) yield* found;
}

const WHY = [
  ['absent', 'without it'],
  ['data-absent-reason', 'with only a data-absent-reason'],
  ['extension-only', 'with nothing but extensions there'],
] as const;

/** Why what was looked at does not count: "38 without it, 3 with only a data-absent-reason". */
export function reasons({ counts }: Tally<unknown>, otherwise: string): string {
  const told = WHY.flatMap(([sight, words]) =>
    counts[sight] === 0 ? [] : [`${counts[sight]} ${words}`],
  );
  const others = counts['other-value'];
  return [...told, ...(others === 0 ? [] : [`${others} ${otherwise}`])].join(', ');
}

export const lookedAt = (total: number, type: string): string =>
  `${total} ${type} ${total === 1 ? 'resource' : 'resources'} looked at`;

/**
 * One populated occurrence over all resources of all patients is enough; where there is none, more
 * data is needed, and the reason says what was looked at.
 */
export function judgePresence(
  evidence: SeedEvidence,
  { context }: AnyRow,
  look: Look,
  { what, otherwise }: { readonly what: string; readonly otherwise: string },
): Judgement {
  const { type } = context.profile;
  const result = tally(gatheredOf(evidence), ({ resource }) => resource, look);
  if (result.shown !== undefined) return judged([], nameOf(result.shown.resource));
  if (result.total === 0) {
    return skip(
      `No ${type} was found for any patient; load at least one with ${what}.`,
      undefined,
      `No ${type} was found for any patient; load at least one.`,
    );
  }
  return skip(
    `${lookedAt(result.total, type)}, none shows ${what}: ${reasons(result, otherwise)}.`,
  );
}
