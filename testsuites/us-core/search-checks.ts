import { type Check, planCheck } from '../../core/check.ts';
import type { SearchParamRow, SearchRow } from '../../fhir/pack-rows.ts';
import { isSeed, type ProfileContext, paramRows } from './profile-context.ts';
import { searchCheck } from './search.check.ts';
import { comparatorCheck } from './search-comparators.check.ts';
import { requirement, shortName } from './requirement-ids.ts';
import { multipleOrCheck } from './search-multiple-or.check.ts';
import { postCheck } from './search-post.check.ts';
import type { ParamCheckRow, SearchCheckRow } from './search-row.ts';
import { tokenSystemCheck } from './search-token-system.check.ts';
import { typedReferenceCheck } from './search-typed-reference.check.ts';
import { hasSystem, isCompared } from './variants.ts';

const takesSeveral = ({ multipleOr }: SearchParamRow): boolean =>
  multipleOr === 'SHALL' || multipleOr === 'SHOULD';

/** Whether the catalogue asks for a variant of a search that collects nothing. */
const isNamed = ({ context, search }: SearchCheckRow, variant: string): boolean =>
  requirement(
    `uscore.${shortName(context.profile.id)}.search.${search.params.join('+')}.${variant}`,
  ) !== undefined;

/** All checks of one search of a profile. */
export function searchChecks(
  context: ProfileContext,
  group: string,
  search: SearchRow,
): readonly Check[] {
  const rows = paramRows(context, search);
  if (rows === undefined) return [];
  const row: SearchCheckRow = { context, search, rows };
  const seed = isSeed(context, search);
  const about = (test: (param: SearchParamRow) => boolean): readonly ParamCheckRow[] =>
    rows
      .filter((param) => param.name !== 'patient' && test(param))
      .map((param) => ({ ...row, param }));
  const prefix = 'uscore';
  return [
    planCheck(group, prefix, searchCheck, row),
    ...(seed || isNamed(row, 'post') ? [planCheck(group, prefix, postCheck, row)] : []),
    ...((seed && search.params.includes('patient')) || isNamed(row, 'patient-typed-reference')
      ? [planCheck(group, prefix, typedReferenceCheck, row)]
      : []),
    ...about(hasSystem).map((each) => planCheck(group, prefix, tokenSystemCheck, each)),
    ...about(isCompared).map((each) => planCheck(group, prefix, comparatorCheck, each)),
    ...about(takesSeveral).map((each) => planCheck(group, prefix, multipleOrCheck, each)),
  ];
}
