import { type Wish, wishAt } from './wish.ts';

interface Companion {
  readonly type?: string;
  readonly profile?: string;
  readonly path: string;
  readonly fixed?: unknown;
  /** Start of the choice element that the path is a type of. */
  readonly stem?: string;
  /** Only beside a wish that begins so. */
  readonly beside?: string;
}

/** What invariants of FHIR and US Core ask for beside what cardinalities do. */
const COMPANIONS: readonly Companion[] = [
  { type: 'AllergyIntolerance', path: 'clinicalStatus' },
  {
    type: 'Condition',
    beside: 'abatement',
    path: 'clinicalStatus',
    fixed: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'resolved' },
      ],
    },
  },
  { type: 'Coverage', path: 'subscriberId' },
  { type: 'DiagnosticReport', path: 'effectiveDateTime' },
  { type: 'DiagnosticReport', path: 'issued' },
  { type: 'MedicationDispense', path: 'whenHandedOver' },
  { type: 'MedicationRequest', path: 'requester' },
  { type: 'PractitionerRole', path: 'practitioner' },
  { type: 'PractitionerRole', path: 'telecom' },
  { type: 'Procedure', path: 'performedDateTime' },
  { type: 'RelatedPerson', path: 'name' },
  {
    profile: 'us-core-smokingstatus',
    path: 'valueCodeableConcept',
    stem: 'value',
    fixed: {
      coding: [
        {
          system: 'http://snomed.info/sct',
          code: '266919005',
          display: 'Never smoked tobacco (finding)',
        },
      ],
    },
  },
];

/** A choice has one type only: what is wished of another stands in the companion's place. */
const isTaken = (wish: Wish, { path, stem = path }: Companion): boolean =>
  wish.children.some(({ name, fixed }) =>
    name === path ? fixed !== undefined : name.startsWith(stem),
  );

/** A wish together with what a resource of its type and profile cannot do without. */
export function withCompanions(type: string, profile: string, wish: Wish): Wish {
  const wanted = COMPANIONS.filter(
    (companion) =>
      (companion.type === type || profile.endsWith(`/${companion.profile}`)) &&
      (companion.beside === undefined ||
        wish.children.some(({ name }) => name.startsWith(companion.beside ?? ''))) &&
      !isTaken(wish, companion),
  );
  const fixed = new Map(wanted.map((each) => [each.path, each.fixed]));
  const present = new Set(wish.children.map(({ name }) => name));
  return {
    ...wish,
    children: [
      ...wish.children.map((child) => {
        const value = fixed.get(child.name);
        return value === undefined ? child : { ...child, fixed: value };
      }),
      ...wanted
        .filter(({ path }) => !present.has(path))
        .flatMap(({ path, fixed: value }) => wishAt(path, { fixed: value }).children),
    ],
  };
}
