import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import type { Level } from '../../core/check.ts';

/** Where exports are asked for. */
export const bulkBase = ({ config }: PlanContext): string =>
  config.bulk?.fhirBaseUrl ?? config.target.fhirBaseUrl;

export const NO_GROUP =
  'No export was made: add bulk.group (the id of a Group with at least two patients) to the configuration.';

/** Under 1.0.1 some of what 2.0.0 demands is not asked for. */
export const isBulk2 = ({ config }: PlanContext): boolean => config.options.bulk !== '1.0.1';

/** Seconds that an export may take where the configuration does not say. */
const LONGEST_WAIT_SECONDS = 600;

export const longestWait = ({ config }: PlanContext): number =>
  config.bulk?.longestWaitSeconds ?? LONGEST_WAIT_SECONDS;

/** What all checks of an export say alike; `id` without the group's prefix. */
export const aboutBulk = (
  id: string,
  level: Level,
  citation: string = CITATION.dataResponseMultiple,
) => ({
  id,
  level,
  citations: [citation],
  requirements: [`bulk.${id}`],
  advice: isAdvice(`bulk.${id}`, level),
});
