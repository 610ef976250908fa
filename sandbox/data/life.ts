import type { JsonObject, Resource } from '../resource.ts';
import { concept, quantity, ref, resource, SYSTEM, US_CORE } from './building.ts';
import { loinc, observation, observationCategory } from './observing.ts';
import { ELEANOR, HAROLD, MILA, OKAFOR } from './people.ts';

const SOCIAL = observationCategory('social-history', 'Social History');
const SURVEY = observationCategory('survey', 'Survey');

const usCore = (code: string, display: string): JsonObject =>
  concept(SYSTEM.usCoreCategory, code, display);

const smoking = (
  id: string,
  patient: string,
  at: string,
  code: string,
  display: string,
): Resource =>
  observation({
    id,
    patient,
    profile: 'us-core-smokingstatus',
    category: [SOCIAL],
    code: loinc('72166-2', 'Tobacco smoking status'),
    at,
    elements: { valueCodeableConcept: concept(SYSTEM.snomed, code, display) },
  });

const ODH = 'http://terminology.hl7.org/CodeSystem/PHOccupationalDataForHealthODH';

export const socialHistory: readonly Resource[] = [
  smoking(
    'eleanor-smoking-2024',
    ELEANOR,
    '2024-05-14T09:05:00-07:00',
    '8517006',
    'Ex-smoker (finding)',
  ),
  smoking('eleanor-smoking-2025', ELEANOR, '2025-06-03', '8517006', 'Ex-smoker (finding)'),
  smoking('mila-smoking', MILA, '2026-02-16', '266919005', 'Never smoked tobacco (finding)'),
  smoking('harold-smoking', HAROLD, '2025-10-20', '266919005', 'Never smoked tobacco (finding)'),
  observation({
    id: 'eleanor-occupation',
    patient: ELEANOR,
    profile: 'us-core-observation-occupation',
    category: [SOCIAL],
    code: loinc('11341-5', 'History of Occupation'),
    elements: {
      effectivePeriod: { start: '1972-09-01', end: '2013-06-30' },
      valueCodeableConcept: concept(
        ODH,
        '31-1014.00.007136',
        'Certified Nursing Assistant (CNA) [Nursing Assistants]',
      ),
      component: [
        {
          code: loinc('86188-0', 'History of Occupation industry'),
          valueCodeableConcept: concept(
            ODH,
            '621610.008495',
            'Home nursing services [Home Health Care Services]',
          ),
        },
      ],
    },
  }),
  observation({
    id: 'eleanor-pregnancy',
    patient: ELEANOR,
    profile: 'us-core-observation-pregnancystatus',
    category: [SOCIAL],
    code: loinc('82810-3', 'Pregnancy status'),
    at: '1978-11-03',
    elements: {
      valueCodeableConcept: concept(SYSTEM.snomed, '77386006', 'Pregnancy (finding)'),
    },
  }),
  observation({
    id: 'eleanor-pregnancy-intent',
    patient: ELEANOR,
    profile: 'us-core-observation-pregnancyintent',
    category: [SOCIAL],
    code: loinc('86645-9', 'Pregnancy intention in the next year - Reported'),
    at: '1978-01-20',
    elements: {
      valueCodeableConcept: concept(
        SYSTEM.snomed,
        '454381000124105',
        'Wants to become pregnant (finding)',
      ),
    },
  }),
  observation({
    id: 'eleanor-sexual-orientation',
    patient: ELEANOR,
    profile: 'us-core-observation-sexual-orientation',
    category: [SOCIAL],
    code: loinc('76690-7', 'Sexual orientation'),
    at: '2024-05-14T09:05:00-07:00',
    elements: {
      valueCodeableConcept: concept(SYSTEM.snomed, '20430005', 'Heterosexual state (finding)'),
    },
  }),
  observation({
    id: 'eleanor-lives-alone',
    patient: ELEANOR,
    profile: 'us-core-simple-observation',
    category: [usCore('sdoh', 'SDOH')],
    code: loinc('63512-8', 'How many people are living or staying at this address [#]'),
    at: '2025-06-03T10:45:00-07:00',
    elements: {
      valueQuantity: quantity(1, '{#}'),
      derivedFrom: [ref('QuestionnaireResponse', 'eleanor-hunger')],
    },
  }),
  observation({
    id: 'eleanor-memory',
    patient: ELEANOR,
    profile: 'us-core-simple-observation',
    category: [usCore('cognitive-status', 'Cognitive Status')],
    code: concept(SYSTEM.snomed, '247592009', 'Poor short-term memory (finding)'),
    at: '2025-06-03T10:45:00-07:00',
    elements: { valueBoolean: true },
  }),
  observation({
    id: 'eleanor-hobbies',
    patient: ELEANOR,
    profile: 'us-core-simple-observation',
    category: [usCore('functional-status', 'Functional Status')],
    code: loinc('47420-5', 'Functional status assessment note'),
    at: '2025-06-03T10:45:00-07:00',
    elements: { valueString: 'Walks with a stick; tends her garden.' },
  }),
  observation({
    id: 'eleanor-mobility',
    patient: ELEANOR,
    profile: 'us-core-simple-observation',
    category: [usCore('disability-status', 'Disability Status')],
    code: loinc('69859-7', 'Do you have serious difficulty walking or climbing stairs'),
    at: '2025-06-03T10:45:00-07:00',
    elements: { valueCodeableConcept: concept(SYSTEM.loinc, 'LA33-6', 'Yes') },
  }),
];

const screening = (
  id: string,
  code: JsonObject,
  elements: JsonObject,
  ...categories: readonly JsonObject[]
): Resource =>
  observation({
    id,
    patient: ELEANOR,
    profile: 'us-core-observation-screening-assessment',
    category: [SURVEY, ...categories],
    code,
    at: '2025-06-03T10:45:00-07:00',
    elements,
  });

const SDOH = usCore('sdoh', 'SDOH');
const OFTEN = concept(SYSTEM.loinc, 'LA28397-0', 'Often true');
const answers = ref('QuestionnaireResponse', 'eleanor-hunger');

export const surveys: readonly Resource[] = [
  resource(
    'QuestionnaireResponse',
    'eleanor-hunger',
    'us-core-questionnaireresponse',
    'Hunger Vital Sign',
    {
      identifier: { system: 'https://sandbox.example.org/surveys', value: 'Q-2025-118' },
      questionnaire: 'https://sandbox.example.org/fhir/Questionnaire/hunger-vital-sign',
      _questionnaire: {
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/display',
            valueString: 'Hunger Vital Sign',
          },
          {
            url: `${US_CORE}/us-core-extension-questionnaire-uri`,
            valueUri: 'https://sandbox.example.org/forms/hunger-vital-sign',
          },
        ],
      },
      status: 'completed',
      subject: ref('Patient', ELEANOR),
      authored: '2025-06-03T10:44:00-07:00',
      author: ref('Practitioner', OKAFOR),
      item: [
        {
          linkId: 'asked-by',
          text: 'Who asked',
          answer: [
            {
              valueString: 'The nurse',
              item: [{ linkId: 'asked-minutes', text: 'Minutes', answer: [{ valueDecimal: 4.5 }] }],
            },
          ],
        },
        {
          linkId: 'days',
          text: 'Days without a warm meal last month',
          answer: [{ valueDecimal: 2.5 }],
        },
        {
          linkId: 'language',
          text: 'Language of the interview',
          answer: [{ valueCoding: { system: 'urn:ietf:bcp:47', code: 'en', display: 'English' } }],
        },
        {
          linkId: 'hunger',
          text: 'Hunger Vital Sign',
          item: [
            {
              linkId: 'worried',
              text: 'We worried that our food would run out',
              answer: [
                {
                  valueCoding: { system: SYSTEM.loinc, code: 'LA28397-0', display: 'Often true' },
                  item: [
                    {
                      linkId: 'worried-how-often',
                      text: 'How many days of a month',
                      answer: [{ valueDecimal: 4.5 }],
                    },
                  ],
                },
              ],
            },
            {
              linkId: 'remark',
              text: 'Anything else',
              answer: [{ valueString: 'Neighbors help out.' }],
            },
          ],
        },
      ],
    },
  ),
  screening(
    'eleanor-hunger-panel',
    loinc('88121-9', 'Hunger Vital Sign [HVS]'),
    {
      hasMember: [
        ref('Observation', 'eleanor-hunger-worried'),
        ref('Observation', 'eleanor-hunger-risk'),
      ],
      derivedFrom: [answers],
    },
    SDOH,
  ),
  screening(
    'eleanor-hunger-worried',
    loinc(
      '88122-7',
      '(I/We) worried whether (my/our) food would run out before (I/we) got money to buy more in the past year [HVS]',
    ),
    {
      valueCodeableConcept: OFTEN,
      derivedFrom: [answers],
    },
    SDOH,
  ),
  screening(
    'eleanor-hunger-risk',
    loinc('88124-3', 'Food insecurity risk [HVS]'),
    {
      valueCodeableConcept: concept(SYSTEM.loinc, 'LA19952-3', 'At risk'),
      derivedFrom: [ref('Observation', 'eleanor-hunger-worried')],
    },
    SDOH,
  ),
  screening(
    'eleanor-depression-score',
    loinc('44261-6', 'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]'),
    {
      valueQuantity: quantity(6, '{score}'),
    },
    usCore('cognitive-status', 'Cognitive Status'),
  ),
  screening(
    'eleanor-activities',
    loinc('83254-3', 'Functional abilities and goals - usual performance'),
    {
      valueString: 'Dresses and washes without help.',
    },
    usCore('functional-status', 'Functional Status'),
  ),
  screening(
    'eleanor-disability',
    loinc('69856-3', 'Are you deaf, or do you have serious difficulty hearing'),
    {
      valueCodeableConcept: concept(SYSTEM.loinc, 'LA32-8', 'No'),
    },
    usCore('disability-status', 'Disability Status'),
  ),
];
