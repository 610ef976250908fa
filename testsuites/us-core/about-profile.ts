import type { Level } from '../../core/check.ts';
import type { ProfileContext } from './profile-context.ts';
import { isAdvice, requirementId, shortName } from './requirement-ids.ts';

/** A profile as checks are multiplied by it. */
export interface ProfileCheckRow {
  readonly context: ProfileContext;
}

/** What all checks of a profile say alike: id, level, paragraph, requirement. */
export function aboutProfile<Row extends ProfileCheckRow>(
  suffix: string | ((row: Row) => string),
  level: Level | ((row: Row) => Level),
  citation: string,
) {
  const idOf = (row: Row): string => {
    const rest = typeof suffix === 'string' ? suffix : suffix(row);
    return requirementId(`uscore.${shortName(row.context.profile.id)}.${rest}`);
  };
  return {
    id: (row: Row) => idOf(row).replace(/^uscore\./, ''),
    level,
    citations: [citation],
    requirements: (row: Row) => [idOf(row)],
    advice: (row: Row) =>
      isAdvice(idOf(row), typeof level === 'string' ? level : level(row), row.context.pack.version),
  };
}

export const typeOf = ({ context }: ProfileCheckRow): string => context.profile.type;
