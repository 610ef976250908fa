/** A canonical without the version behind the bar (FHIR R4, References, canonical). */
export const withoutVersion = (canonical: string): string => canonical.split('|')[0] ?? canonical;
