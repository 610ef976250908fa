/**
 * The order of child elements, which XML holds to and JSON does not (FHIR R4, XML format); `*`
 * stands for the type of a choice. By element path.
 */
export const ELEMENT_ORDER: Readonly<Record<string, string>> = {
  AllergyIntolerance:
    'identifier clinicalStatus verificationStatus type category criticality code patient encounter onset* recordedDate recorder asserter lastOccurrence note reaction',
  'AllergyIntolerance.reaction':
    'substance manifestation description onset severity exposureRoute note',
  CarePlan:
    'identifier instantiatesCanonical instantiatesUri basedOn replaces partOf status intent category title description subject encounter period created author contributor careTeam addresses supportingInfo goal activity note',
  'CarePlan.activity': 'outcomeCodeableConcept outcomeReference progress reference detail',
  'CarePlan.activity.detail':
    'kind instantiatesCanonical instantiatesUri code reasonCode reasonReference goal status statusReason doNotPerform scheduled* location performer product* dailyAmount quantity description',
  CareTeam:
    'identifier status category name subject encounter period participant reasonCode reasonReference managingOrganization telecom note',
  'CareTeam.participant': 'role member onBehalfOf period',
  Condition:
    'identifier clinicalStatus verificationStatus category severity code bodySite subject encounter onset* abatement* recordedDate recorder asserter stage evidence note',
  'Condition.stage': 'summary assessment type',
  'Condition.evidence': 'code detail',
  Coverage:
    'identifier status type policyHolder subscriber subscriberId beneficiary dependent relationship period payor class order network costToBeneficiary subrogation contract',
  'Coverage.class': 'type value name',
  'Coverage.costToBeneficiary': 'type value* exception',
  'Coverage.costToBeneficiary.exception': 'type period',
  Device:
    'identifier definition udiCarrier status statusReason distinctIdentifier manufacturer manufactureDate expirationDate lotNumber serialNumber deviceName modelNumber partNumber type specialization version property patient owner contact location url note safety parent',
  'Device.udiCarrier': 'deviceIdentifier issuer jurisdiction carrierAIDC carrierHRF entryType',
  'Device.deviceName': 'name type',
  'Device.specialization': 'systemType version',
  'Device.version': 'type component value',
  'Device.property': 'type valueQuantity valueCode',
  DiagnosticReport:
    'identifier basedOn status category code subject encounter effective* issued performer resultsInterpreter specimen result imagingStudy media conclusion conclusionCode presentedForm',
  'DiagnosticReport.media': 'comment link',
  DocumentReference:
    'masterIdentifier identifier status docStatus type category subject date author authenticator custodian relatesTo description securityLabel content context',
  'DocumentReference.relatesTo': 'code target',
  'DocumentReference.content': 'attachment format',
  'DocumentReference.context':
    'encounter event period facilityType practiceSetting sourcePatientInfo related',
  Encounter:
    'identifier status statusHistory class classHistory type serviceType priority subject episodeOfCare basedOn participant appointment period length reasonCode reasonReference diagnosis account hospitalization location serviceProvider partOf',
  'Encounter.statusHistory': 'status period',
  'Encounter.classHistory': 'class period',
  'Encounter.participant': 'type period individual',
  'Encounter.diagnosis': 'condition use rank',
  'Encounter.hospitalization':
    'preAdmissionIdentifier origin admitSource reAdmission dietPreference specialCourtesy specialArrangement destination dischargeDisposition',
  'Encounter.location': 'location status physicalType period',
  Endpoint:
    'identifier status connectionType name managingOrganization contact period payloadType payloadMimeType address header',
  Goal: 'identifier lifecycleStatus achievementStatus category priority description subject start* target statusDate statusReason expressedBy addresses note outcomeCode outcomeReference',
  'Goal.target': 'measure detail* due*',
  HealthcareService:
    'identifier active providedBy offeredIn category type specialty location name comment extraDetails photo telecom coverageArea serviceProvisionCode eligibility program characteristic communication referralMethod appointmentRequired availableTime notAvailable availabilityExceptions endpoint',
  'HealthcareService.eligibility': 'code comment',
  'HealthcareService.availableTime': 'daysOfWeek allDay availableStartTime availableEndTime',
  'HealthcareService.notAvailable': 'description during',
  Immunization:
    'identifier status statusReason vaccineCode patient encounter occurrence* recorded primarySource reportOrigin location manufacturer lotNumber expirationDate site route doseQuantity performer note reasonCode reasonReference isSubpotent subpotentReason education programEligibility fundingSource reaction protocolApplied',
  'Immunization.performer': 'function actor',
  'Immunization.education': 'documentType reference publicationDate presentationDate',
  'Immunization.reaction': 'date detail reported',
  'Immunization.protocolApplied': 'series authority targetDisease doseNumber* seriesDoses*',
  Location:
    'identifier status operationalStatus name alias description mode type telecom address physicalType position managingOrganization partOf hoursOfOperation availabilityExceptions endpoint',
  'Location.position': 'longitude latitude altitude',
  'Location.hoursOfOperation': 'daysOfWeek allDay openingTime closingTime',
  Media:
    'identifier basedOn partOf status type modality view subject encounter created* issued operator reasonCode bodySite deviceName device height width frames duration content note',
  Medication: 'identifier code status manufacturer form amount ingredient batch',
  'Medication.ingredient': 'item* isActive strength',
  'Medication.batch': 'lotNumber expirationDate',
  MedicationDispense:
    'identifier partOf status statusReason* category medication* subject context supportingInformation performer location authorizingPrescription type quantity daysSupply whenPrepared whenHandedOver destination receiver note dosageInstruction substitution detectedIssue eventHistory',
  'MedicationDispense.performer': 'function actor',
  'MedicationDispense.substitution': 'wasSubstituted type reason responsibleParty',
  MedicationRequest:
    'identifier status statusReason intent category priority doNotPerform reported* medication* subject encounter supportingInformation authoredOn requester performer performerType recorder reasonCode reasonReference instantiatesCanonical instantiatesUri basedOn groupIdentifier courseOfTherapyType insurance note dosageInstruction dispenseRequest substitution priorPrescription detectedIssue eventHistory',
  'MedicationRequest.dispenseRequest':
    'initialFill dispenseInterval validityPeriod numberOfRepeatsAllowed quantity expectedSupplyDuration performer',
  'MedicationRequest.dispenseRequest.initialFill': 'quantity duration',
  'MedicationRequest.substitution': 'allowed* reason',
  Observation:
    'identifier basedOn partOf status category code subject focus encounter effective* issued performer value* dataAbsentReason interpretation note bodySite method specimen device referenceRange hasMember derivedFrom component',
  'Observation.referenceRange': 'low high type appliesTo age text',
  'Observation.component': 'code value* dataAbsentReason interpretation referenceRange',
  Organization: 'identifier active type name alias telecom address partOf contact endpoint',
  'Organization.contact': 'purpose name telecom address',
  Patient:
    'identifier active name telecom gender birthDate deceased* address maritalStatus multipleBirth* photo contact communication generalPractitioner managingOrganization link',
  'Patient.contact': 'relationship name telecom address gender organization period',
  'Patient.link': 'other type',
  Practitioner:
    'identifier active name telecom address gender birthDate photo qualification communication',
  'Practitioner.qualification': 'identifier code period issuer',
  PractitionerRole:
    'identifier active period practitioner organization code specialty location healthcareService telecom availableTime notAvailable availabilityExceptions endpoint',
  'PractitionerRole.availableTime': 'daysOfWeek allDay availableStartTime availableEndTime',
  'PractitionerRole.notAvailable': 'description during',
  Procedure:
    'identifier instantiatesCanonical instantiatesUri basedOn partOf status statusReason category code subject encounter performed* recorder asserter performer location reasonCode reasonReference bodySite outcome report complication complicationDetail followUp note focalDevice usedReference usedCode',
  'Procedure.performer': 'function actor onBehalfOf',
  'Procedure.focalDevice': 'action manipulated',
  Provenance: 'target occurred* recorded policy location reason activity agent entity signature',
  'Provenance.agent': 'type role who onBehalfOf',
  'Provenance.entity': 'role what agent',
  Questionnaire:
    'url identifier version name title derivedFrom status experimental subjectType date publisher contact description useContext jurisdiction purpose copyright approvalDate lastReviewDate effectivePeriod code item',
  'Questionnaire.item':
    'linkId definition code prefix text type enableWhen enableBehavior required repeats readOnly maxLength answerValueSet answerOption initial item',
  'Questionnaire.item.enableWhen': 'question operator answer*',
  'Questionnaire.item.answerOption': 'value* initialSelected',
  QuestionnaireResponse:
    'identifier basedOn partOf questionnaire status subject encounter authored author source item',
  'QuestionnaireResponse.item': 'linkId definition text answer item',
  'QuestionnaireResponse.item.answer': 'value* item',
  RelatedPerson:
    'identifier active patient relationship name telecom gender birthDate address photo period communication',
  ServiceRequest:
    'identifier instantiatesCanonical instantiatesUri basedOn replaces requisition status intent category priority doNotPerform code orderDetail quantity* subject encounter occurrence* asNeeded* authoredOn requester performerType performer locationCode locationReference reasonCode reasonReference insurance supportingInfo specimen bodySite note patientInstruction relevantHistory',
  Specimen:
    'identifier accessionIdentifier status type subject receivedTime parent request collection processing container condition note',
  'Specimen.collection': 'collector collected* duration quantity method bodySite fastingStatus*',
  'Specimen.processing': 'description procedure additive time*',
  'Specimen.container': 'identifier description type capacity specimenQuantity additive*',
  Binary: 'contentType securityContext data url',
  Bundle: 'identifier type timestamp total link entry signature',
  'Bundle.link': 'relation url',
  'Bundle.entry': 'link fullUrl resource search request response',
  'Bundle.entry.search': 'mode score',
  'Bundle.entry.request': 'method url ifNoneMatch ifModifiedSince ifMatch ifNoneExist',
  'Bundle.entry.response': 'status location etag lastModified outcome',
  'OperationOutcome.issue': 'severity code details diagnostics location expression',
  CapabilityStatement:
    'url version name title status experimental date publisher contact description useContext jurisdiction purpose copyright kind instantiates imports software implementation fhirVersion format patchFormat implementationGuide rest messaging document',
  'CapabilityStatement.software': 'name version releaseDate',
  'CapabilityStatement.implementation': 'description url custodian',
  'CapabilityStatement.rest':
    'mode documentation security resource interaction searchParam operation compartment',
  'CapabilityStatement.rest.security': 'cors service description',
  'CapabilityStatement.rest.resource':
    'type profile supportedProfile documentation interaction versioning readHistory updateCreate conditionalCreate conditionalRead conditionalUpdate conditionalDelete referencePolicy searchInclude searchRevInclude searchParam operation',
  'CapabilityStatement.rest.resource.interaction': 'code documentation',
  'CapabilityStatement.rest.resource.searchParam': 'name definition type documentation',
  'CapabilityStatement.rest.resource.operation': 'name definition documentation',
  'CapabilityStatement.rest.interaction': 'code documentation',
  'CapabilityStatement.messaging': 'endpoint reliableCache documentation supportedMessage',
  'CapabilityStatement.messaging.endpoint': 'protocol address',
  'CapabilityStatement.messaging.supportedMessage': 'mode definition',
  'CapabilityStatement.document': 'mode documentation profile',
};

/** The same for data types; an object is of the first that knows all its members. */
export const DATA_TYPE_ORDER: readonly string[] = [
  'url value*',
  'system version code display userSelected',
  'coding text',
  'value comparator unit system code',
  'use type system value period assigner',
  'reference type identifier display',
  'start end',
  'use text family given prefix suffix period',
  'use type text line city district state postalCode country period',
  'system value use rank period',
  'contentType language data url size hash title creation',
  'status div',
  'versionId lastUpdated source profile security tag',
  'sequence text additionalInstruction patientInstruction timing asNeeded* site route method doseAndRate maxDosePerPeriod maxDosePerAdministration maxDosePerLifetime',
  'type dose* rate*',
  'event repeat code',
  'bounds* count countMax duration durationMax durationUnit frequency frequencyMax period periodMax periodUnit dayOfWeek timeOfDay when offset',
  'low high',
  'numerator denominator',
  'author* time text',
  'name telecom',
  'type when who onBehalfOf targetFormat sigFormat data',
];
