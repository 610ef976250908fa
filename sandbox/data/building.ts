import type { Json, JsonObject, Resource } from '../resource.ts';

/** Code systems and naming systems that the records use. */
export const SYSTEM = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  icd10: 'http://hl7.org/fhir/sid/icd-10-cm',
  npi: 'http://hl7.org/fhir/sid/us-npi',
  ucum: 'http://unitsofmeasure.org',
  nucc: 'http://nucc.org/provider-taxonomy',
  usCoreCategory: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-category',
  conditionCategory: 'http://terminology.hl7.org/CodeSystem/condition-category',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  dataAbsent: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  own: 'https://sandbox.example.org/codes',
} as const;

export const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';

/** A CodeableConcept of one coding, its display as the text. */
export const concept = (system: string, code: string, display: string): JsonObject => ({
  coding: [{ system, code, display }],
  text: display,
});

/** A concept of one of HL7's own code systems at terminology.hl7.org. */
export const hl7 = (name: string, code: string, display: string): JsonObject =>
  concept(`http://terminology.hl7.org/CodeSystem/${name}`, code, display);

export const ref = (type: string, id: string, display?: string): JsonObject => ({
  reference: `${type}/${id}`,
  ...(display === undefined ? {} : { display }),
});

export const quantity = (value: number, unit: string, code = unit): JsonObject => ({
  value,
  unit,
  system: SYSTEM.ucum,
  code,
});

/** Why a value is not there, in place of the value (FHIR R4, data-absent-reason). */
export const absent = (reason: string): JsonObject => ({
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: reason },
  ],
});

export const UNKNOWN_CONCEPT = concept(SYSTEM.dataAbsent, 'unknown', 'Unknown');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A resource that claims a US Core profile, with a line of narrative. */
export const resource = (
  resourceType: string,
  id: string,
  profile: string | readonly string[],
  says: string,
  elements: Readonly<Record<string, Json | undefined>>,
): Resource => {
  const names = typeof profile === 'string' ? [profile] : profile;
  return {
    resourceType,
    id,
    ...(names.length === 0 ? {} : { meta: { profile: names.map((name) => `${US_CORE}/${name}`) } }),
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml">${escaped(says)}</div>`,
    },
    ...elements,
  };
};
