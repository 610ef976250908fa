import type { Resource } from '../resource.ts';
import { concept, hl7, quantity, SYSTEM, US_CORE } from './building.ts';
import { loinc, observation, observationCategory } from './observing.ts';
import { ELEANOR } from './people.ts';
import { drug, prescription } from './treatments.ts';

/** What US Core 7.0.0 added kinds of, and older clients would not know the profiles of. */
export const since7: readonly Resource[] = [
  observation({
    id: 'eleanor-average-pressure',
    patient: ELEANOR,
    profile: 'us-core-average-blood-pressure',
    category: [observationCategory('vital-signs', 'Vital Signs')],
    code: loinc('96607-7', 'Blood pressure panel mean systolic and mean diastolic'),
    elements: {
      effectivePeriod: { start: '2025-06-01', end: '2025-06-14' },
      component: [
        {
          code: loinc('96608-5', 'Systolic blood pressure mean'),
          valueQuantity: quantity(138, 'mm[Hg]'),
        },
        {
          code: loinc('96609-3', 'Diastolic blood pressure mean'),
          valueQuantity: quantity(82, 'mm[Hg]'),
        },
        {
          code: loinc('8867-4', 'Heart rate'),
          dataAbsentReason: concept(SYSTEM.dataAbsent, 'not-performed', 'Not Performed'),
        },
      ],
    },
  }),
  observation({
    id: 'eleanor-care-experience',
    patient: ELEANOR,
    profile: 'us-core-care-experience-preference',
    category: [
      concept(SYSTEM.usCoreCategory, 'care-experience-preference', 'Care Experience Preference'),
    ],
    code: loinc('95541-9', 'Care experience preference'),
    at: '2025-06-03T10:50:00-07:00',
    elements: { valueString: 'Wants her son to be told before any decision.' },
  }),
  observation({
    id: 'eleanor-treatment-preference',
    patient: ELEANOR,
    profile: 'us-core-treatment-intervention-preference',
    category: [
      concept(
        SYSTEM.usCoreCategory,
        'treatment-intervention-preference',
        'Treatment Intervention Preference',
      ),
    ],
    code: loinc('75773-2', 'Goals, preferences, and priorities for medical treatment'),
    at: '2025-06-03T10:52:00-07:00',
    elements: { valueString: 'No mechanical ventilation.' },
  }),
  observation({
    id: 'eleanor-exercise-days',
    patient: ELEANOR,
    profile: 'us-core-observation-screening-assessment',
    category: [
      observationCategory('survey', 'Survey'),
      observationCategory('activity', 'Activity'),
    ],
    code: loinc(
      '89555-7',
      'How many days per week did you engage in moderate to strenuous physical activity in the last 30 days',
    ),
    at: '2025-06-03T10:54:00-07:00',
    elements: { valueQuantity: quantity(3, 'd/wk') },
  }),
  observation({
    id: 'eleanor-alcohol-score',
    patient: ELEANOR,
    profile: 'us-core-observation-screening-assessment',
    category: [
      observationCategory('survey', 'Survey'),
      observationCategory('social-history', 'Social History'),
    ],
    code: loinc('75626-2', 'Total score [AUDIT-C]'),
    at: '2025-06-03T10:55:00-07:00',
    elements: { valueQuantity: quantity(1, '{score}') },
  }),
  observation({
    id: 'eleanor-pack-years',
    patient: ELEANOR,
    profile: 'us-core-smokingstatus',
    category: [observationCategory('social-history', 'Social History')],
    code: concept(SYSTEM.snomed, '401201003', 'Cigarette pack-years (observable entity)'),
    elements: {
      effectivePeriod: { start: '1966', end: '1991' },
      valueQuantity: quantity(18, 'pack years', '{PackYears}'),
    },
  }),
  observation({
    id: 'eleanor-care-experience-coded',
    patient: ELEANOR,
    profile: 'us-core-care-experience-preference',
    category: [
      concept(SYSTEM.usCoreCategory, 'care-experience-preference', 'Care Experience Preference'),
    ],
    code: loinc('95541-9', 'Care experience preference'),
    at: '2025-06-03T10:51:00-07:00',
    elements: {
      valueCodeableConcept: concept(SYSTEM.own, 'large-print', 'Written material in large print'),
    },
  }),
  observation({
    id: 'eleanor-treatment-preference-coded',
    patient: ELEANOR,
    profile: 'us-core-treatment-intervention-preference',
    category: [
      concept(
        SYSTEM.usCoreCategory,
        'treatment-intervention-preference',
        'Treatment Intervention Preference',
      ),
    ],
    code: loinc('75773-2', 'Goals, preferences, and priorities for medical treatment'),
    at: '2025-06-03T10:53:00-07:00',
    elements: {
      valueCodeableConcept: concept(SYSTEM.own, 'comfort', 'Comfort before length of life'),
    },
  }),
  prescription(
    'eleanor-amlodipine',
    ELEANOR,
    '2025-06-03T11:05:00-07:00',
    { medicationCodeableConcept: drug('197361', 'amlodipine 5 MG Oral Tablet') },
    {
      extension: [
        {
          url: `${US_CORE}/us-core-medication-adherence`,
          extension: [
            {
              url: 'medicationAdherence',
              valueCodeableConcept: concept(
                SYSTEM.snomed,
                '275928001',
                'Drugs - partial non-compliance (finding)',
              ),
            },
            { url: 'dateAsserted', valueDateTime: '2025-09-09T09:30:00-07:00' },
            {
              url: 'informationSource',
              valueCodeableConcept: hl7('v3-RoleCode', 'CHILD', 'child'),
            },
          ],
        },
      ],
    },
  ),
];
