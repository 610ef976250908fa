import { isObject } from '../../fhir/json.ts';
import type { Resource } from './bundle.ts';

/** The element that says whose a resource is (FHIR R4, Patient CompartmentDefinition). */
const OWNER: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'patient',
  CarePlan: 'subject',
  CareTeam: 'subject',
  Condition: 'subject',
  Coverage: 'beneficiary',
  Device: 'patient',
  DiagnosticReport: 'subject',
  DocumentReference: 'subject',
  Encounter: 'subject',
  Goal: 'subject',
  Immunization: 'patient',
  Media: 'subject',
  MedicationDispense: 'subject',
  MedicationRequest: 'subject',
  Observation: 'subject',
  Procedure: 'subject',
  QuestionnaireResponse: 'subject',
  RelatedPerson: 'patient',
  ServiceRequest: 'subject',
  Specimen: 'subject',
};

/** Whether resources of a type are in the record of one patient. */
export const isOfPatient = (type: string): boolean => type === 'Patient' || type in OWNER;

const PATIENT = /^(?:.*\/)?Patient\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

/** The id that a reference to a patient of this server names. */
function patientIn(reference: unknown, base: string): readonly string[] {
  const text = isObject(reference) ? reference['reference'] : undefined;
  if (typeof text !== 'string') return [];
  // Patients of other servers bear ids of their own.
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !text.startsWith(`${base}/`)) return [];
  const id = PATIENT.exec(text)?.[1];
  return id === undefined ? [] : [id];
}

/**
 * Ids of the patients whose a resource is, as far as it says so itself; none for what is shared or
 * about somebody else than a patient. The focus of an Observation, the author of a document are not
 * asked: a relative may be a patient too. A Provenance is of all patients it is about.
 */
export function ownersOf(resource: Resource, base: string): readonly string[] {
  const { resourceType, id } = resource;
  if (resourceType === 'Patient') return typeof id === 'string' ? [id] : [];
  if (resourceType === 'Provenance') {
    const { target } = resource;
    return Array.isArray(target) ? target.flatMap((each) => patientIn(each, base)) : [];
  }
  const path = OWNER[resourceType];
  return path === undefined ? [] : patientIn(resource[path], base);
}

/** Patients that a patient's record names as another record of the same person (Patient.link). */
export function linkedTo(patient: Resource, base: string): readonly string[] {
  const { link } = patient;
  return Array.isArray(link)
    ? link.filter(isObject).flatMap(({ other }) => patientIn(other, base))
    : [];
}
