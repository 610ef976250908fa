import type { Level } from '../../core/check.ts';
import since from '../requirements/certified-since.json' with { type: 'json' };
import catalogue from '../requirements/g10.json' with { type: 'json' };

export interface Requirement {
  readonly id: string;
  readonly area: string;
  readonly level: string;
  /** Whether certification testing looks at it; what it leaves out is advice. */
  readonly certified: boolean;
}

const byId = new Map<string, Requirement>(catalogue.map((row) => [row.id, row]));

/** Search rows name their parameters in the guide's order; a search is the same in any order. */
const searchKey = (id: string): string =>
  id.replace(
    /^(uscore\.[^.]+\.search\.)([^.]+)/,
    (_all, before: string, params: string) => before + params.split('+').sort().join('+'),
  );

const bySearch = new Map<string, Requirement>(catalogue.map((row) => [searchKey(row.id), row]));

/** Short name of a profile as requirement ids spell it. */
export const shortName = (profileId: string): string => profileId.replace(/^us-core-/, '');

/** The requirement of this id, whatever the order of its search parameters. */
export const requirement = (id: string): Requirement | undefined =>
  byId.get(id) ?? bySearch.get(searchKey(id));

/** The id as the catalogue spells it, or the one given where it has no such row. */
export const requirementId = (id: string): string => requirement(id)?.id ?? id;

/** Whether certification looks at a row in this version, though not in that of the catalogue. */
const isCertifiedSince = (id: string, usCore: string): boolean =>
  since.families.some(({ prefix, versions }) => id.startsWith(prefix) && versions.includes(usCore));

/**
 * Whether a row stands outside certification: no certification test looks at it. Of a row that the
 * catalogue (made for US Core 6.1.0) does not know, certification looks at what is obligatory, and
 * so it does of types that a later version brought in.
 */
export const isAdvice = (id: string, level: Level, usCore = '6.1.0'): boolean => {
  const row = requirement(id);
  return row === undefined || isCertifiedSince(id, usCore) ? level !== 'SHALL' : !row.certified;
};

export const requirements: readonly Requirement[] = catalogue;
