import { concept, SYSTEM } from './data/building.ts';
import { containing } from './data/contained.ts';
import type { Breakage, Fault } from './faults.ts';
import { isObject, listOf, type Json, type JsonObject, type Resource } from './resource.ts';

/** Kinds of notes that US Core wants to see, by LOINC code. */
const NOTES = [
  '11488-4',
  '18842-5',
  '34117-2',
  '28570-0',
  '11506-3',
  '18748-4',
  '11502-2',
  '11526-1',
] as const;

const REPORTS = ['LP29684-5', 'LP29708-2', 'LP7839-6'] as const;

const SCREENED = [
  'observation-sdoh',
  'observation-functional-status',
  'observation-disability-status',
  'observation-cognitive-status',
  'observation-activity',
  'observation-social-history',
  'condition-sdoh',
] as const;

export type RecordFaultId =
  | `no-note:${(typeof NOTES)[number]}`
  | `no-report:${(typeof REPORTS)[number]}`
  | `no-screening:${(typeof SCREENED)[number]}`
  | keyof typeof OTHERS;

const OTHERS = {
  'missing-data-no-extension': [
    'Missing values are left out without a word',
    'No element says by the data-absent-reason extension why it has no value.',
  ],
  'missing-data-no-code': [
    'Nothing is coded as unknown',
    'No code is "unknown" of the data-absent-reason code system.',
  ],
  'document-no-custodian': [
    'A document that nobody is responsible for',
    'One DocumentReference has no custodian, and no Provenance is about it.',
  ],
  'provenance-no-on-behalf-of': [
    'A practitioner who acts for nobody',
    'In one Provenance a practitioner is agent without onBehalfOf.',
  ],
  'attachment-of-report-only': [
    'An attachment that no document has',
    'A cardiology report presents an attachment that no DocumentReference has.',
  ],
  'attachment-gone': ['An attachment that is not there', 'The URL of an attachment answers 404.'],
  'attachment-empty': ['An empty attachment', 'The URL of an attachment gives nothing.'],
  'attachment-of-another-type': [
    'An attachment of another type',
    'The URL of a text attachment gives application/pdf.',
  ],
} as const;

const fault = (id: RecordFaultId, title: string, what: string): Fault => ({
  id,
  area: 'record',
  title,
  what,
});

/** Faults of the record itself: what no patient has, or one has wrongly. Searches agree with them. */
export const RECORD_FAULTS: readonly Fault[] = [
  ...NOTES.map((code) =>
    fault(`no-note:${code}`, `No note of type ${code}`, `No DocumentReference has type ${code}.`),
  ),
  ...REPORTS.map((code) =>
    fault(
      `no-report:${code}`,
      `No report of category ${code}`,
      `No DiagnosticReport has category ${code}.`,
    ),
  ),
  ...SCREENED.map((place) =>
    fault(
      `no-screening:${place}`,
      `No screening of category ${place}`,
      `No ${place.startsWith('condition') ? 'Condition' : 'survey Observation'} has category ${place.slice(place.indexOf('-') + 1)}.`,
    ),
  ),
  ...Object.entries(OTHERS).map(([id, [title, what]]) => fault(id as RecordFaultId, title, what)),
];

/** The record as faults and variations would have it. */
export function alteredRecord(
  record: readonly Resource[],
  { broken, varies, none }: Breakage,
): readonly Resource[] {
  if (none) return record;
  const changes = [
    ...NOTES.filter((code) => broken(`no-note:${code}`)).map(retyped),
    ...REPORTS.filter((code) => broken(`no-report:${code}`)).map(recategorized),
    ...SCREENED.filter((place) => broken(`no-screening:${place}`)).map(unscreened),
    ...(broken('missing-data-no-extension') ? [everywhere(withoutReason)] : []),
    ...(broken('missing-data-no-code') ? [everywhere(knownAsAsked)] : []),
    ...(broken('document-no-custodian') ? [unheld] : []),
    ...(broken('provenance-no-on-behalf-of') ? [onOwnBehalf] : []),
    ...(broken('attachment-of-report-only') ? [ownAttachment] : []),
    ...(broken('attachment-gone') ? [withoutBinary] : []),
    ...(broken('attachment-empty') ? [binaryOf({ data: undefined })] : []),
    ...(broken('attachment-of-another-type') ? [binaryOf({ contentType: 'application/pdf' })] : []),
    ...(varies('deceased-patients') ? [deceased] : []),
  ];
  const changed = record.flatMap((resource) =>
    changes.reduce<readonly Resource[]>((left, change) => left.flatMap(change), [resource]),
  );
  return varies('contained-resources') ? containing(changed) : changed;
}

/** What becomes of one resource: itself, another, none, or several. */
type Change = (resource: Resource) => readonly Resource[];

const hasCode = (value: Json | undefined, code: string): boolean =>
  listOf(value).some(
    (each) =>
      isObject(each) &&
      listOf(each['coding']).some((coding) => isObject(coding) && coding['code'] === code),
  );

/** A summary of an encounter, a kind of note that nobody asks for. */
const OTHER_NOTE = concept(SYSTEM.loinc, '34133-9', 'Summary of episode note');

const retyped =
  (code: string): Change =>
  (resource) =>
    resource.resourceType === 'DocumentReference' && hasCode(resource['type'], code)
      ? [{ ...resource, type: OTHER_NOTE }]
      : [resource];

const recategorized =
  (code: string): Change =>
  (resource) =>
    resource.resourceType === 'DiagnosticReport' && hasCode(resource['category'], code)
      ? [{ ...resource, category: [concept(SYSTEM.own, 'report', 'Report')] }]
      : [resource];

const unscreened =
  (place: (typeof SCREENED)[number]): Change =>
  (resource) => {
    const { resourceType } = resource;
    const code = place.slice(place.indexOf('-') + 1);
    const meant = place.startsWith(resourceType.toLowerCase());
    const usual = ['survey', 'health-concern', 'problem-list-item'];
    if (!meant || !usual.some((known) => hasCode(resource['category'], known))) return [resource];
    const category = listOf(resource['category']).filter((each) => !hasCode([each], code));
    return [{ ...resource, category }];
  };

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** Nothing of an object that says why something in it is absent. */
const withoutReason = (value: JsonObject): JsonObject | undefined =>
  Object.values(value).some(
    (member) =>
      isObject(member) &&
      listOf(member['extension']).some((each) => isObject(each) && each['url'] === ABSENT),
  )
    ? undefined
    : value;

const knownAsAsked = (value: JsonObject): JsonObject =>
  value['system'] === SYSTEM.dataAbsent && value['code'] === 'unknown'
    ? { ...value, code: 'asked-unknown', display: 'Asked But Unknown' }
    : value;

/** A change of every object in a resource; what it gives up is left out. */
const everywhere =
  (change: (value: JsonObject) => JsonObject | undefined): Change =>
  (resource) => {
    const changed = (value: Json): Json | undefined => {
      if (Array.isArray(value)) {
        const kept = value.flatMap((member: Json) => changed(member) ?? []);
        return kept.length === 0 ? undefined : kept;
      }
      if (!isObject(value)) return value;
      const inner: Record<string, Json | undefined> = {};
      for (const [name, member] of Object.entries(value)) {
        const left = member === undefined ? undefined : changed(member);
        if (left !== undefined) inner[name] = left;
      }
      return change(inner);
    };
    return [changed(resource) as Resource];
  };

const HELD_BY_NOBODY = 'mila-progress';

const unheld: Change = (resource) => {
  if (resource.resourceType === 'Provenance')
    return resource.id === `about-documentreference-${HELD_BY_NOBODY}` ? [] : [resource];
  if (resource.resourceType !== 'DocumentReference' || resource.id !== HELD_BY_NOBODY)
    return [resource];
  return [{ ...resource, custodian: undefined }];
};

const onOwnBehalf: Change = (resource) =>
  resource.id === 'about-patient-eleanor-voss'
    ? [
        {
          ...resource,
          agent: listOf(resource['agent']).map((agent) =>
            isObject(agent) ? { ...agent, onBehalfOf: undefined } : agent,
          ),
        },
      ]
    : [resource];

const OF_REPORT = 'eleanor-ecg';

const ownAttachment: Change = (resource) => {
  if (resource.id !== OF_REPORT) return [resource];
  if (resource.resourceType === 'Binary') return [resource, { ...resource, id: `${OF_REPORT}-2` }];
  return resource.resourceType === 'DiagnosticReport'
    ? [
        {
          ...resource,
          presentedForm: [{ contentType: 'text/plain', url: `Binary/${OF_REPORT}-2` }],
        },
      ]
    : [resource];
};

/** What a document of Eleanor's holds, and no report. */
const isNote = ({ resourceType, id }: Resource): boolean =>
  resourceType === 'Binary' && id === 'eleanor-consult';

const withoutBinary: Change = (resource) => (isNote(resource) ? [] : [resource]);

const binaryOf =
  (elements: JsonObject): Change =>
  (resource) =>
    isNote(resource) ? [{ ...resource, ...elements }] : [resource];

const deceased: Change = (resource) =>
  resource.resourceType === 'Patient' && resource['deceasedDateTime'] === undefined
    ? [{ ...resource, deceasedDateTime: '2026-08-31T05:10:00-07:00' }]
    : [resource];
