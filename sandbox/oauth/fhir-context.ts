import { ELEANOR } from '../data/people.ts';

/** The survey that she has filled in, and its questions. */
const SURVEY = 'QuestionnaireResponse/eleanor-hunger';
const QUESTIONS = 'https://sandbox.example.org/fhir/Questionnaire/hunger-vital-sign';

const AS_STRINGS = [SURVEY];
const AS_OBJECTS = [{ reference: SURVEY }, { canonical: QUESTIONS, type: 'Questionnaire' }];

/**
 * What the launch is about beside the patient: strings in SMART App Launch 2.0, objects since 2.1
 * (launch context, fhirContext). Malformed, each has the form of the other.
 */
export function fhirContextFor(
  patient: string | undefined,
  smart: '2.0.0' | '2.2.0',
  malformed: boolean,
): { readonly fhirContext?: readonly unknown[] } {
  if (patient !== ELEANOR) return {};
  return { fhirContext: (smart === '2.0.0') === malformed ? AS_OBJECTS : AS_STRINGS };
}
