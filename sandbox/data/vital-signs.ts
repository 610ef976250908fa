import type { JsonObject, Resource } from '../resource.ts';
import { concept, quantity, ref, SYSTEM, UNKNOWN_CONCEPT } from './building.ts';
import { loinc, observation, observationCategory } from './observing.ts';
import { ELEANOR, ENCOUNTER, HAROLD, MILA } from './people.ts';

const VITAL_SIGNS = observationCategory('vital-signs', 'Vital Signs');

interface Taking {
  readonly patient: string;
  readonly encounter: string;
  readonly at: string;
}

type Vital = (taking: Taking) => Resource;

const vital =
  (profile: string, code: JsonObject, name: string, elements: JsonObject): Vital =>
  ({ patient, encounter, at }) =>
    observation({
      id: `${encounter}-${name}`,
      patient,
      profile,
      category: [VITAL_SIGNS],
      code,
      at,
      elements: { encounter: ref('Encounter', encounter), ...elements },
    });

const SYSTOLIC = loinc('8480-6', 'Systolic blood pressure');
const DIASTOLIC = loinc('8462-4', 'Diastolic blood pressure');
const PRESSURE = loinc('85354-9', 'Blood pressure panel with all children optional');

const mmHg = (value: number): JsonObject => quantity(value, 'mm[Hg]');

const pressure = (systolic: number, diastolic: number): Vital =>
  vital('us-core-blood-pressure', PRESSURE, 'blood-pressure', {
    component: [
      { code: SYSTOLIC, valueQuantity: mmHg(systolic) },
      { code: DIASTOLIC, valueQuantity: mmHg(diastolic) },
    ],
  });

/** The cuff did not fit: taken, but without a reading. */
const failedPressure = vital('us-core-blood-pressure', PRESSURE, 'blood-pressure-failed', {
  component: [
    { code: SYSTOLIC, dataAbsentReason: UNKNOWN_CONCEPT },
    { code: DIASTOLIC, dataAbsentReason: UNKNOWN_CONCEPT },
  ],
});

const pulse = (value: number): Vital =>
  vital('us-core-heart-rate', loinc('8867-4', 'Heart rate'), 'heart-rate', {
    valueQuantity: quantity(value, '/min'),
  });

const breaths = (value: number): Vital =>
  vital('us-core-respiratory-rate', loinc('9279-1', 'Respiratory rate'), 'respiratory-rate', {
    valueQuantity: quantity(value, '/min'),
  });

const temperature = (value: number): Vital =>
  vital('us-core-body-temperature', loinc('8310-5', 'Body temperature'), 'temperature', {
    valueQuantity: quantity(value, 'Cel'),
  });

const weight = (value: number): Vital =>
  vital('us-core-body-weight', loinc('29463-7', 'Body weight'), 'weight', {
    valueQuantity: quantity(value, 'kg'),
  });

const height = (value: number): Vital =>
  vital('us-core-body-height', loinc('8302-2', 'Body height'), 'height', {
    valueQuantity: quantity(value, 'cm'),
  });

const bmi = (value: number): Vital =>
  vital('us-core-bmi', loinc('39156-5', 'Body mass index (BMI) [Ratio]'), 'bmi', {
    valueQuantity: quantity(value, 'kg/m2'),
  });

const OXYGEN = {
  coding: [
    { system: SYSTEM.loinc, code: '2708-6', display: 'Oxygen saturation in Arterial blood' },
    {
      system: SYSTEM.loinc,
      code: '59408-5',
      display: 'Oxygen saturation in Arterial blood by Pulse oximetry',
    },
  ],
  text: 'Oxygen saturation',
};

const oxygen = (value: number, component?: readonly JsonObject[]): Vital =>
  vital('us-core-pulse-oximetry', OXYGEN, 'oxygen', {
    valueQuantity: quantity(value, '%'),
    ...(component === undefined ? {} : { component }),
  });

const supplied = [
  {
    code: loinc('3151-8', 'Inhaled oxygen flow rate'),
    valueQuantity: quantity(2, 'L/min'),
  },
  {
    code: loinc('3150-0', 'Inhaled oxygen concentration'),
    valueQuantity: quantity(28, '%'),
  },
];

const headCircumference = vital(
  'us-core-head-circumference',
  loinc('9843-4', 'Head Occipital-frontal circumference'),
  'head-circumference',
  { valueQuantity: quantity(45.2, 'cm') },
);

const percentile = (profile: string, code: JsonObject, name: string, value: number): Vital =>
  vital(profile, code, name, { valueQuantity: quantity(value, '%') });

const taken = (taking: Taking, vitals: readonly Vital[]): readonly Resource[] =>
  vitals.map((measure) => measure(taking));

export const vitalSigns: readonly Resource[] = [
  ...taken(
    { patient: ELEANOR, encounter: ENCOUNTER.eleanor2024, at: '2024-05-14T09:10:00-07:00' },
    [
      pressure(148, 88),
      pulse(78),
      breaths(16),
      temperature(36.7),
      oxygen(96),
      weight(71.4),
      height(163),
      bmi(26.9),
    ],
  ),
  ...taken(
    { patient: ELEANOR, encounter: ENCOUNTER.eleanor2025, at: '2025-06-03T10:40:00-07:00' },
    [
      pressure(141, 84),
      pulse(84),
      breaths(19),
      temperature(37.9),
      oxygen(94),
      weight(69.8),
      height(162.5),
      bmi(26.4),
    ],
  ),
  ...taken(
    { patient: ELEANOR, encounter: ENCOUNTER.eleanorStay, at: '2026-08-24T18:20:00-07:00' },
    [
      pressure(102, 60),
      failedPressure,
      pulse(112),
      breaths(26),
      temperature(36.2),
      oxygen(88, supplied),
      weight(73.9),
      height(162.5),
      bmi(28),
    ],
  ),
  ...taken({ patient: MILA, encounter: ENCOUNTER.mila, at: '2026-02-16T14:05:00-08:00' }, [
    pulse(118),
    breaths(30),
    temperature(36.9),
    weight(9.4),
    height(74),
    headCircumference,
    percentile(
      'head-occipital-frontal-circumference-percentile',
      loinc('8289-1', 'Head Occipital-frontal circumference Percentile'),
      'head-percentile',
      62,
    ),
    percentile(
      'pediatric-bmi-for-age',
      loinc('59576-9', 'Body mass index (BMI) [Percentile] Per age and sex'),
      'bmi-percentile',
      58,
    ),
    percentile(
      'pediatric-weight-for-height',
      loinc('77606-2', 'Weight-for-length Per age and sex'),
      'weight-percentile',
      55,
    ),
  ]),
  ...taken({ patient: HAROLD, encounter: ENCOUNTER.harold, at: '2025-10-20T08:05:00-07:00' }, [
    pressure(131, 79),
    pulse(66),
    weight(88),
  ]),
];

/** Kept for the profile that has no measure of its own: a vital sign outside the usual set. */
export const otherVitalSigns: readonly Resource[] = [
  observation({
    id: 'eleanor-body-position',
    patient: ELEANOR,
    profile: 'us-core-vital-signs',
    category: [VITAL_SIGNS],
    code: loinc('8361-8', 'Body position with respect to gravity'),
    at: '2024-05-14T09:10:00-07:00',
    elements: {
      valueCodeableConcept: concept(SYSTEM.snomed, '33586001', 'Sitting position (finding)'),
    },
  }),
];
