/** What the sandbox knows of one resource type: profiles, search parameters, compartment. */
export interface TypeRow {
  readonly type: string;
  /** Last segments of the US Core profile canonicals; `7:` marks those that came with 7.0.0. */
  readonly profiles: readonly string[];
  /** Paths of references that put a resource into a patient's compartment; none means shared. */
  readonly compartment: readonly string[];
  readonly parameters: readonly SearchParameter[];
  readonly include: readonly string[];
  readonly revinclude: boolean;
  /** Combinations that US Core names, `!` before those that it demands. */
  readonly combinations: readonly string[];
}

export type ParameterType = 'token' | 'reference' | 'string' | 'date';

export interface SearchParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly paths: readonly string[];
  /** Code system implied by elements of type code. */
  readonly system?: string;
  /** Expectation that US Core sets on the parameter alone. */
  readonly shall: boolean;
}

interface Written {
  readonly profiles?: string;
  readonly compartment?: string;
  readonly token?: Readonly<Record<string, string>>;
  readonly reference?: Readonly<Record<string, string>>;
  readonly string?: Readonly<Record<string, string>>;
  readonly date?: Readonly<Record<string, string>>;
  readonly include?: string;
  readonly provenance?: false;
  readonly shall?: string;
  readonly combinations?: string;
}

const HL7 = 'http://hl7.org/fhir/';

/**
 * Paths as in the FHIR R4 search parameters of the same code; `@` gives the code system that the
 * element implies, `|` separates alternatives.
 */
const WRITTEN: Readonly<Record<string, Written>> = {
  AllergyIntolerance: {
    profiles: 'us-core-allergyintolerance',
    compartment: 'patient',
    token: { 'clinical-status': 'clinicalStatus' },
    reference: { patient: 'patient' },
    shall: 'patient',
    combinations: 'patient+clinical-status',
  },
  CarePlan: {
    profiles: 'us-core-careplan',
    compartment: 'subject',
    token: { category: 'category', status: `status@${HL7}request-status` },
    reference: { patient: 'subject' },
    date: { date: 'period' },
    combinations:
      '!patient+category patient+category+date patient+category+status patient+category+status+date',
  },
  CareTeam: {
    profiles: 'us-core-careteam',
    compartment: 'subject',
    token: { status: `status@${HL7}care-team-status`, role: 'participant.role' },
    reference: { patient: 'subject', participant: 'participant.member' },
    include: 'participant',
    combinations: '!patient+status patient+role',
  },
  Condition: {
    profiles: 'us-core-condition-encounter-diagnosis us-core-condition-problems-health-concerns',
    compartment: 'subject',
    token: { category: 'category', 'clinical-status': 'clinicalStatus', code: 'code' },
    reference: { patient: 'subject', encounter: 'encounter' },
    date: {
      'onset-date': 'onsetDateTime|onsetPeriod',
      'asserted-date': 'extension:condition-assertedDate.valueDateTime',
      'recorded-date': 'recordedDate',
      'abatement-date': 'abatementDateTime|abatementPeriod',
    },
    shall: 'patient',
    combinations:
      '!patient+category patient+category+clinical-status patient+category+encounter patient+clinical-status patient+code patient+onset-date patient+asserted-date patient+recorded-date patient+abatement-date',
  },
  Coverage: {
    profiles: 'us-core-coverage',
    compartment: 'beneficiary',
    reference: { patient: 'beneficiary' },
    shall: 'patient',
  },
  Device: {
    profiles: 'us-core-implantable-device',
    compartment: 'patient',
    token: { type: 'type', status: `status@${HL7}device-status` },
    reference: { patient: 'patient' },
    shall: 'patient',
    combinations: 'patient+type patient+status',
  },
  DiagnosticReport: {
    profiles: 'us-core-diagnosticreport-note us-core-diagnosticreport-lab',
    compartment: 'subject',
    token: { status: `status@${HL7}diagnostic-report-status`, category: 'category', code: 'code' },
    reference: { patient: 'subject' },
    date: { date: 'effectiveDateTime|effectivePeriod' },
    shall: 'patient',
    combinations:
      '!patient+category !patient+code !patient+category+date patient+status patient+code+date',
  },
  DocumentReference: {
    profiles: 'us-core-documentreference',
    compartment: 'subject',
    token: { status: `status@${HL7}document-reference-status`, category: 'category', type: 'type' },
    reference: { patient: 'subject' },
    date: { date: 'date', period: 'context.period' },
    shall: '_id patient',
    combinations:
      '!patient+type !patient+category !patient+category+date patient+status patient+type+period',
  },
  Encounter: {
    profiles: 'us-core-encounter',
    compartment: 'subject',
    token: {
      class: 'class',
      identifier: 'identifier',
      status: `status@${HL7}encounter-status`,
      type: 'type',
      'discharge-disposition': 'hospitalization.dischargeDisposition',
    },
    reference: { patient: 'subject', location: 'location.location' },
    date: { date: 'period' },
    shall: '_id patient',
    combinations:
      '!date+patient class+patient patient+type patient+status patient+location patient+discharge-disposition',
  },
  Endpoint: { provenance: false },
  Goal: {
    profiles: 'us-core-goal',
    compartment: 'subject',
    token: { 'lifecycle-status': `lifecycleStatus@${HL7}goal-status`, description: 'description' },
    reference: { patient: 'subject' },
    date: { 'target-date': 'target.dueDate' },
    shall: 'patient',
    combinations: 'patient+target-date patient+description patient+lifecycle-status',
  },
  HealthcareService: { provenance: false },
  Immunization: {
    profiles: 'us-core-immunization',
    compartment: 'patient',
    token: { status: `status@${HL7}event-status` },
    reference: { patient: 'patient' },
    date: { date: 'occurrenceDateTime' },
    shall: 'patient',
    combinations: 'patient+date patient+status',
  },
  Location: {
    profiles: 'us-core-location',
    string: {
      name: 'name|alias',
      address: 'address',
      'address-city': 'address.city',
      'address-state': 'address.state',
      'address-postalcode': 'address.postalCode',
    },
    shall: 'name address',
    provenance: false,
  },
  Media: { compartment: 'subject', reference: { patient: 'subject' }, provenance: false },
  Medication: { profiles: 'us-core-medication', provenance: false },
  MedicationDispense: {
    profiles: 'us-core-medicationdispense',
    compartment: 'subject',
    token: {
      status: 'status@http://terminology.hl7.org/CodeSystem/medicationdispense-status',
      type: 'type',
    },
    reference: { patient: 'subject', medication: 'medicationReference' },
    include: 'medication',
    shall: 'patient',
    combinations: 'patient+status patient+status+type',
  },
  MedicationRequest: {
    profiles: 'us-core-medicationrequest',
    compartment: 'subject',
    token: {
      status: `status@${HL7}CodeSystem/medicationrequest-status`,
      intent: `intent@${HL7}CodeSystem/medicationrequest-intent`,
    },
    reference: { patient: 'subject', encounter: 'encounter', medication: 'medicationReference' },
    date: { authoredon: 'authoredOn' },
    include: 'medication',
    combinations:
      '!patient+intent !patient+intent+status patient+intent+encounter patient+intent+authoredon',
  },
  Observation: {
    profiles:
      'us-core-observation-lab us-core-observation-pregnancystatus us-core-observation-pregnancyintent us-core-observation-occupation us-core-respiratory-rate us-core-simple-observation us-core-heart-rate us-core-body-temperature pediatric-weight-for-height us-core-pulse-oximetry us-core-smokingstatus us-core-observation-sexual-orientation us-core-head-circumference us-core-body-height us-core-bmi us-core-observation-screening-assessment us-core-blood-pressure us-core-observation-clinical-result pediatric-bmi-for-age head-occipital-frontal-circumference-percentile us-core-body-weight us-core-vital-signs 7:us-core-treatment-intervention-preference 7:us-core-care-experience-preference 7:us-core-average-blood-pressure',
    compartment: 'subject',
    token: { status: `status@${HL7}observation-status`, category: 'category', code: 'code' },
    reference: { patient: 'subject' },
    date: { date: 'effectiveDateTime|effectivePeriod|effectiveInstant' },
    combinations:
      '!patient+category !patient+code !patient+category+date patient+category+status patient+code+date',
  },
  Organization: {
    profiles: 'us-core-organization',
    string: { name: 'name|alias', address: 'address' },
    shall: 'name address',
    provenance: false,
  },
  Patient: {
    profiles: 'us-core-patient',
    token: { gender: `gender@${HL7}administrative-gender`, identifier: 'identifier' },
    string: { family: 'name.family', given: 'name.given', name: 'name' },
    date: { birthdate: 'birthDate', 'death-date': 'deceasedDateTime' },
    shall: '_id identifier name',
    combinations: '!birthdate+name !gender+name birthdate+family family+gender death-date+family',
  },
  Practitioner: {
    profiles: 'us-core-practitioner',
    token: { identifier: 'identifier' },
    string: { name: 'name' },
    shall: 'name identifier',
    provenance: false,
  },
  PractitionerRole: {
    profiles: 'us-core-practitionerrole',
    token: { specialty: 'specialty' },
    reference: { practitioner: 'practitioner', endpoint: 'endpoint' },
    include: 'endpoint practitioner',
    shall: 'specialty practitioner',
    provenance: false,
  },
  Procedure: {
    profiles: 'us-core-procedure',
    compartment: 'subject',
    token: { status: `status@${HL7}event-status`, code: 'code' },
    reference: { patient: 'subject' },
    date: { date: 'performedDateTime|performedPeriod' },
    shall: 'patient',
    combinations: '!patient+date patient+status patient+code+date',
  },
  Provenance: {
    profiles: 'us-core-provenance',
    compartment: 'target',
    reference: { target: 'target' },
    provenance: false,
  },
  Questionnaire: { provenance: false },
  QuestionnaireResponse: {
    profiles: 'us-core-questionnaireresponse',
    compartment: 'subject',
    token: { status: `status@${HL7}questionnaire-answers-status` },
    reference: { patient: 'subject', questionnaire: 'questionnaire' },
    date: { authored: 'authored' },
    shall: '_id patient',
    combinations: 'patient+questionnaire patient+authored patient+status',
  },
  RelatedPerson: {
    profiles: 'us-core-relatedperson',
    compartment: 'patient',
    reference: { patient: 'patient' },
    string: { name: 'name' },
    shall: '_id',
    combinations: 'patient+name',
  },
  ServiceRequest: {
    profiles: 'us-core-servicerequest',
    compartment: 'subject',
    token: { status: `status@${HL7}request-status`, category: 'category', code: 'code' },
    reference: { patient: 'subject' },
    date: { authored: 'authoredOn' },
    shall: '_id patient',
    combinations:
      '!patient+category !patient+code !patient+category+authored patient+status patient+code+authored',
  },
  Specimen: {
    profiles: 'us-core-specimen',
    compartment: 'subject',
    reference: { patient: 'subject' },
    shall: '_id',
    provenance: false,
  },
  Binary: { compartment: 'securityContext', provenance: false },
};

const words = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.split(' ');

const PARAMETER_TYPES = ['token', 'reference', 'string', 'date'] as const;

/** Parameters that every type has (FHIR R4, Search, parameters for all resources). */
const COMMON: readonly SearchParameter[] = [
  { name: '_id', type: 'token', paths: ['id'], shall: false },
  { name: '_lastUpdated', type: 'date', paths: ['meta.lastUpdated'], shall: false },
];

const rowOf = (type: string, written: Written): TypeRow => {
  const shall = words(written.shall);
  const own = PARAMETER_TYPES.flatMap((kind) =>
    Object.entries(written[kind] ?? {}).map(([name, paths]): SearchParameter => {
      const [path = '', system] = paths.split('@');
      return {
        name,
        type: kind,
        paths: path.split('|'),
        shall: shall.includes(name),
        ...(system === undefined ? {} : { system }),
      };
    }),
  );
  const common = COMMON.map((parameter) => ({
    ...parameter,
    shall: shall.includes(parameter.name),
  }));
  return {
    type,
    profiles: words(written.profiles),
    compartment: words(written.compartment),
    parameters: [...common, ...own],
    include: words(written.include),
    revinclude: written.provenance !== false,
    combinations: words(written.combinations),
  };
};

/** Every resource type that US Core 6.1.0 names, and Binary for the attachments of documents. */
export const typeRows: ReadonlyMap<string, TypeRow> = new Map(
  Object.entries(WRITTEN).map(([type, written]) => [type, rowOf(type, written)]),
);
