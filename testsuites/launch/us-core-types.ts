/** A resource type of US Core as the launch checks look at it. */
export interface UsCoreType {
  readonly type: string;
  /** In the patient compartment, so that a patient-facing grant for it must be patient-level. */
  readonly patientLevel?: boolean;
  /** Part of a full-access grant, and whether a user-level scope may stand for it. */
  readonly fullAccess?: 'patient' | 'patient-or-user';
  /** Searched with the token of the full-access launch; those left out have no search by patient. */
  readonly searched?: boolean;
  /** First US Core version whose certification asks for the type. */
  readonly since?: string;
}

const SINCE_USCDI_3 = '5.0.1';

const everywhere = { patientLevel: true, fullAccess: 'patient', searched: true } as const;

/** The types that (g)(10) certification asks a standalone launch for, US Core 3.1.1 to 8.0.0. */
const TYPES: readonly UsCoreType[] = [
  { type: 'Patient', ...everywhere },
  { type: 'AllergyIntolerance', ...everywhere },
  { type: 'CarePlan', ...everywhere },
  { type: 'CareTeam', ...everywhere },
  { type: 'Condition', ...everywhere },
  { type: 'Device', fullAccess: 'patient-or-user', searched: true },
  { type: 'DiagnosticReport', ...everywhere },
  { type: 'DocumentReference', ...everywhere },
  { type: 'Encounter', fullAccess: 'patient', searched: true },
  { type: 'Goal', ...everywhere },
  { type: 'Immunization', ...everywhere },
  { type: 'MedicationRequest', ...everywhere },
  { type: 'Observation', ...everywhere },
  { type: 'Organization', fullAccess: 'patient-or-user' },
  { type: 'Practitioner', fullAccess: 'patient-or-user' },
  { type: 'Procedure', ...everywhere },
  { type: 'Provenance', patientLevel: true, fullAccess: 'patient' },
  {
    type: 'ServiceRequest',
    patientLevel: true,
    fullAccess: 'patient-or-user',
    searched: true,
    since: SINCE_USCDI_3,
  },
  { type: 'Coverage', ...everywhere, since: '6.1.0' },
  { type: 'MedicationDispense', ...everywhere, since: '6.1.0' },
  { type: 'Specimen', patientLevel: true, since: '6.1.0' },
];

/** Versions compared part by part as numbers; what is no number counts as zero. */
export function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map((part) => Number(part) || 0));
  for (const at of [0, 1, 2]) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export const usCoreTypes = (usCore: string): readonly UsCoreType[] =>
  TYPES.filter(({ since }) => since === undefined || isAtLeast(usCore, since));

/** Types that resources of the above refer to; asked for so that references can be read. */
const REFERRED_TO = ['Location', 'Medication', 'PractitionerRole', 'RelatedPerson'];

const scopesByVersion = new Map<string, string>();

/**
 * Scopes asked for where the configuration names none: identity, context, and every type read. Made
 * once a version: planning asks for them by the thousand.
 */
export function defaultScopes(usCore: string): string {
  const known = scopesByVersion.get(usCore);
  if (known !== undefined) return known;
  const scopes = [
    'launch/patient',
    'openid',
    'fhirUser',
    'offline_access',
    ...usCoreTypes(usCore).map(({ type }) => `patient/${type}.rs`),
    ...REFERRED_TO.map((type) => `patient/${type}.rs`),
  ].join(' ');
  scopesByVersion.set(usCore, scopes);
  return scopes;
}
