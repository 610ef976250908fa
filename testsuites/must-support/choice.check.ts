import { defineCheck, judged, type Needs, skip } from '../../core/check.ts';
import { elementLook, extensionLook, type Look } from '../../fhir/must-support/look.ts';
import { tally } from '../../fhir/must-support/tally.ts';
import { nameOf } from '../us-core/bundle.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import type { SeedEvidence } from '../us-core/seed.probe.ts';
import { type Wish, wishAt } from '../../fhir/example/wish.ts';
import { aboutMustSupport, gatheredOf, lookedAt, reasons } from './about.ts';
import type { Alternative } from './amendments.ts';
import type { ChoiceRow } from './rows.ts';
import { spelt } from './spelt.ts';

/** The profile whose resources may show an alternative; undefined where the guide has none. */
const homeOf = ({ context }: ChoiceRow, { profile }: Alternative): ProfileContext | undefined => {
  if (profile === undefined) return context;
  const row = context.pack.profiles.find(({ id }) => id === profile);
  return row === undefined ? undefined : { ...context, profile: row };
};

const homes = (row: ChoiceRow): readonly ProfileContext[] =>
  row.alternatives.flatMap((alternative) => homeOf(row, alternative) ?? []);

const nameOfAlternative = (row: ChoiceRow, alternative: Alternative): string => {
  const type = (homeOf(row, alternative) ?? row.context).profile.type;
  const { path, fixed, extension } = alternative;
  const name = path ?? `extension:${extension}`;
  return `${type}.${name}${fixed === undefined ? '' : ` = ${spelt(fixed)}`}`;
};

const whatOf = (row: ChoiceRow): string =>
  row.alternatives.map((alternative) => nameOfAlternative(row, alternative)).join(' or ');

/** The first alternative is as good an example as any. */
function wishOf({ alternatives: [first], context: { profile } }: ChoiceRow): Wish {
  if (first?.path !== undefined) return wishAt(first.path, { fixed: first.fixed });
  const row = profile.mustSupport.extensions.find(({ id }) => id === first?.extension);
  return wishAt('', row === undefined ? {} : { url: row.url });
}

const nothing: Look = () => 'absent';

function lookOf({ profile }: ProfileContext, { path, fixed, extension }: Alternative): Look {
  const rows = profile.mustSupport;
  if (path !== undefined) return elementLook({ path, fixed }, rows);
  const row = rows.extensions.find(({ id }) => id === extension);
  return row === undefined ? nothing : extensionLook(row, rows);
}

/** Several ways to show the same, one of which is enough. */
export const choiceCheck = defineCheck({
  ...aboutMustSupport(whatOf, wishOf),
  needs: (row: ChoiceRow): Needs =>
    Object.fromEntries(homes(row).map((home) => [home.profile.id, gatheredProbe(home)])),
  judge: (evidence, row) => {
    const told: string[] = [];
    for (const alternative of row.alternatives) {
      const home = homeOf(row, alternative);
      if (home === undefined) continue;
      const { id, type } = home.profile;
      const found = gatheredOf(evidence[id] as SeedEvidence);
      const result = tally(found, ({ resource }) => resource, lookOf(home, alternative));
      if (result.shown !== undefined) return judged([], nameOf(result.shown.resource));
      const why =
        result.total === 0
          ? ''
          : ` (${reasons(result, `with another value than ${spelt(alternative.fixed)}`)})`;
      told.push(`${lookedAt(result.total, type)} for ${nameOfAlternative(row, alternative)}${why}`);
    }
    return skip(`None of these was shown, and one would be enough: ${told.join('; ')}.`);
  },
});
