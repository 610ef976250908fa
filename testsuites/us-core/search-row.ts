import type { Guide, Level } from '../../core/check.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import type { SearchParamRow, SearchRow } from '../../fhir/pack-rows.ts';
import { type Wish, wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideFor } from '../must-support/guide.ts';
import type { Found } from './bundle.ts';
import { isSeed, type ProfileContext } from './profile-context.ts';
import { type PatientSearch, seedProbe } from './seed.probe.ts';
import { type SearchEvidence, searchProbe } from './search.probe.ts';
import { isAdvice, requirementId, shortName } from './requirement-ids.ts';
import type { SearchParams } from './search-run.ts';

/** A search of a profile as checks are multiplied by it. */
export interface SearchCheckRow {
  readonly context: ProfileContext;
  readonly search: SearchRow;
  readonly rows: readonly SearchParamRow[];
  /** Parameter that a variant is about. */
  readonly param?: SearchParamRow;
}

/** A search as checks of a form of one of its parameters are multiplied by it. */
export interface ParamCheckRow extends SearchCheckRow {
  readonly param: SearchParamRow;
}

/** The search as a title spells it: `Patient?name=`. */
export const queryOf = ({ context, search }: SearchCheckRow): string =>
  `${context.profile.type}?${search.params.map((name) => `${name}=`).join('&')}`;

const idOf =
  (suffix: string) =>
  ({ context, search, param }: SearchCheckRow): string => {
    const about = `${search.params.join('+')}${suffix}${param === undefined ? '' : `.${param.name}`}`;
    return requirementId(`uscore.${shortName(context.profile.id)}.search.${about}`);
  };

/** What all search checks say alike: id, level, paragraph, requirement. */
export const aboutSearch = (
  suffix: string,
  level: (row: SearchCheckRow) => Level = ({ search }) => search.expectation,
) => ({
  id: (row: SearchCheckRow) => idOf(suffix)(row).replace(/^uscore\./, ''),
  level,
  citations: [CITATION.searchSingle],
  requirements: (row: SearchCheckRow) => [idOf(suffix)(row)],
  advice: (row: SearchCheckRow) =>
    isAdvice(idOf(suffix)(row), level(row), row.context.pack.version),
  guide: searchGuide,
});

const EXTENSION = /extension\(([^)]*)\)/;

/** A wish for what a parameter looks at: an element, or the extension of which it takes the value. */
const wishOfPath = (path: string): Wish => {
  const url = EXTENSION.exec(path)?.[1];
  return url === undefined ? wishAt(path) : wishAt('', { url });
};

/** One resource that has a value for every parameter. */
function searchGuide({ context, search, rows }: SearchCheckRow): Guide | undefined {
  const { type } = context.profile;
  const load = `Load at least one ${type} with a value for ${search.params.join(', ')} for one of the test patients.`;
  return guideFor(
    context,
    load,
    rows.flatMap(({ name, paths: [first] }) =>
      first === undefined || name.startsWith('_') ? [] : [wishOfPath(first.path)],
    ),
  );
}

export const baseOf = ({ context }: SearchCheckRow): string => context.config.target.fhirBaseUrl;

/** The seed searches themselves, in the form in which other searches are judged. */
const seedAsSearch = (context: ProfileContext): Probe<SearchEvidence> =>
  defineProbe({
    id: `search(${context.profile.id} seed)`,
    needs: { seed: seedProbe(context) },
    gather: async (_io, { seed }) => ({ seed, searches: seed.searches }),
  });

/** A search with values from gathered resources; the seed's own values come from the pack. */
export const searchEvidence = ({ context, search }: SearchCheckRow): Probe<SearchEvidence> =>
  isSeed(context, search) ? seedAsSearch(context) : searchProbe(context, search);

export const gatheredFor = (
  evidence: SearchEvidence,
  { patient }: PatientSearch,
): readonly Found[] => evidence.seed.gathered.get(patient) ?? [];

export const foundNothing = ({ seed }: SearchEvidence): boolean =>
  [...seed.gathered.values()].every((found) => found.length === 0);

/** One seed search again, for one patient who has matches, in another form. */
export const repeatedSearch = (
  { context, search }: SearchCheckRow,
  name: string,
  method: 'GET' | 'POST',
  change: (params: SearchParams) => SearchParams = (params) => params,
): Probe<SearchEvidence> =>
  searchProbe(context, search, {
    name,
    method,
    params: ({ params }) => [change(params)],
    once: true,
  });
