import { defineCheck, judged, skip } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { codesOf } from '../../fhir/search/match.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideForProfile } from '../must-support/guide.ts';
import { type Found, nameOf } from '../us-core/bundle.ts';
import { everything, gatheredOf, ofType } from '../us-core/all-gathered.probe.ts';

/** A category that must be seen beside the usual one (US Core, Screening and Assessments). */
export interface ScreeningRow {
  readonly context: PlanContext;
  readonly type: 'Observation' | 'Condition';
  /** Categories of which the resource must have one as well. */
  readonly beside: readonly string[];
  readonly code: string;
  /** Of the US Core category code system where none is named. */
  readonly system?: string;
}

const US_CORE_CATEGORY = 'http://hl7.org/fhir/us/core/CodeSystem/us-core-category';

const USUAL = {
  Observation: 'http://terminology.hl7.org/CodeSystem/observation-category',
  Condition: 'http://terminology.hl7.org/CodeSystem/condition-category',
} as const;

const categoriesOf = ({ resource }: Found) => valuesAt(resource, 'category').flatMap(codesOf);

export const screeningCategory = defineCheck({
  id: ({ type, code }: ScreeningRow) => `${type.toLowerCase()}.category.${code}`,
  level: 'SHALL',
  citations: [CITATION.dataResponseSingle],
  requirements: ({ type, code }) => [`screening.${type.toLowerCase()}.category.${code}`],
  title: ({ type, code }) => `${type} resources of category ${code} can be retrieved`,
  failureTitle: ({ type, code }) => `${type} resources of category ${code} cannot be retrieved`,
  remedy: ({ type, code, beside, system = US_CORE_CATEGORY }) =>
    `Serve at least one ${type} with category ${code} of ${system} beside ${beside.join(' or ')}.`,
  guide: ({ context, type, beside: [usual = ''], code, system = US_CORE_CATEGORY }) =>
    guideForProfile(
      context,
      type === 'Observation'
        ? 'us-core-observation-screening-assessment'
        : 'us-core-condition-problems-health-concerns',
      `Load at least one ${type} with category ${code} beside ${usual} for one of the test patients.`,
      [
        wishAt('category', {
          fixed: {
            coding: [
              { system: USUAL[type], code: usual },
              { system, code },
            ],
          },
        }),
      ],
    ),
  needs: ({ context, type }: ScreeningRow) => ({
    gathered: gatheredOf(context, type, ofType(type)),
  }),
  judge: ({ gathered }, { type, code, beside, system = US_CORE_CATEGORY }) => {
    const found = everything(gathered).filter((each) =>
      categoriesOf(each).some((category) => beside.includes(category.code)),
    );
    const shown = found.find((each) =>
      categoriesOf(each).some((category) => category.code === code && category.system === system),
    );
    return shown === undefined
      ? skip(
          `None of ${found.length} ${type} resources of category ${beside.join(' or ')} has category ${code} as well; load one.`,
        )
      : judged([], nameOf(shown.resource));
  },
});
