import { SMART_CAPABILITIES, SMART_FIELDS, OPENID_FIELDS } from './oauth/metadata-fields.ts';
import type { Fault } from './faults.ts';
import referencePlaces from './reference-places.json' with { type: 'json' };
import { statusParameterOf } from './search-faults.ts';
import { typeRows } from './search-parameters.ts';

/** Faults that are the same for every type, parameter, field or capability. */
export type FamilyFaultId =
  | `metadata-lacks-profile:${string}`
  | `smart-config-no-${string}`
  | `smart-config-mistyped-${string}`
  | `smart-config-lacks-${string}`
  | `openid-configuration-no-${string}`
  | `scope-type-not-granted:${string}`
  | `access-refused:${string}`
  | `search-${'ignores' | 'drops' | 'loses-one' | 'system-token-broken' | 'or-takes-first'}:${string}.${string}`
  | `search-comparator-reversed:${string}.${string}.${string}`
  | `search-${'post-unsupported' | 'post-body-ignored' | 'typed-reference-broken' | 'leaks-other-patient'}:${string}`
  | `status-required-${'undocumented' | 'without-outcome'}:${string}`
  | `read-${'404' | '500' | 'wrong-id' | 'wrong-type'}:${string}`
  | `read-with-unknown-element:${string}`
  | `vread-${'missing' | 'wrong-version'}:${string}`
  | `history-missing:${string}`
  | `${'include' | 'revinclude'}-ignored:${string}`
  | `reference-${'dangling' | 'wrong-type'}:${string}.${string}`;

const kebab = (field: string): string => field.replaceAll('_', '-');

const fault = (area: Fault['area'], id: FamilyFaultId, title: string, what: string): Fault => ({
  id,
  area,
  title,
  what,
});

const rows = [...typeRows.values()].filter(({ type }) => type !== 'Binary');

const discovery: readonly Fault[] = [
  ...SMART_FIELDS.flatMap((field) => [
    fault(
      'smart-discovery',
      `smart-config-no-${kebab(field)}`,
      `No ${field}`,
      `The SMART configuration lacks ${field}.`,
    ),
    fault(
      'smart-discovery',
      `smart-config-mistyped-${kebab(field)}`,
      `${field} of the wrong type`,
      `${field} in the SMART configuration has another JSON type.`,
    ),
  ]),
  ...SMART_CAPABILITIES.map((capability) =>
    fault(
      'smart-discovery',
      `smart-config-lacks-${capability}`,
      `Capability ${capability} not listed`,
      `capabilities in the SMART configuration lacks ${capability}.`,
    ),
  ),
  ...OPENID_FIELDS.map((field) =>
    fault(
      'openid',
      `openid-configuration-no-${kebab(field)}`,
      `OpenID configuration without ${field}`,
      `The OpenID configuration lacks ${field}.`,
    ),
  ),
];

/** Types that references of US Core lead to, with a profile that they are to satisfy. */
const REFERRED_TO: ReadonlySet<string> = new Set([
  'Condition',
  'Encounter',
  'Location',
  'Medication',
  'MedicationRequest',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
  'Specimen',
]);

const profiles = rows.flatMap((row) =>
  row.profiles.map((name) =>
    fault(
      'capability',
      `metadata-lacks-profile:${name.replace('7:', '')}`,
      `Profile ${name.replace('7:', '')} not listed`,
      `supportedProfile of ${row.type} does not list ${name.replace('7:', '')}.`,
    ),
  ),
);

const ofTypes: readonly Fault[] = rows.flatMap((row) => {
  const { type } = row;
  const patient = row.parameters.some(({ name }) => name === 'patient');
  const status = statusParameterOf(row);
  return [
    fault(
      'token',
      `scope-type-not-granted:${type}`,
      `${type} not granted`,
      `The scope for ${type} is left out of the grant.`,
    ),
    fault(
      'access',
      `access-refused:${type}`,
      `${type} refused`,
      `Searches for ${type} are refused although the scope was granted.`,
    ),
    fault(
      'search',
      `search-post-unsupported:${type}`,
      `${type} not searchable by POST`,
      `POST ${type}/_search answers 405.`,
    ),
    fault(
      'search',
      `search-post-body-ignored:${type}`,
      `${type} search by POST ignores its body`,
      `POST ${type}/_search searches without the parameters in its body.`,
    ),
    ...(patient
      ? [
          fault(
            'search',
            `search-typed-reference-broken:${type}`,
            `${type} not found by typed reference`,
            `${type}?patient=Patient/[id] finds nothing.`,
          ),
        ]
      : []),
    ...(row.compartment.length > 0 || type === 'Patient'
      ? [
          fault(
            'search',
            `search-leaks-other-patient:${type}`,
            `${type} of another patient in the answer`,
            `${type} searches also give a resource of a patient whom the token does not cover.`,
          ),
        ]
      : []),
    ...(status === undefined
      ? []
      : [
          fault(
            'search',
            `status-required-undocumented:${type}`,
            `${type} status demanded without saying so`,
            `${type} searches without ${status} are refused and the CapabilityStatement does not say it.`,
          ),
          fault(
            'search',
            `status-required-without-outcome:${type}`,
            `${type} status demanded without an OperationOutcome`,
            `${type} searches without ${status} are refused with a bare 400.`,
          ),
        ]),
    ...(row.revinclude
      ? [
          fault(
            'search',
            `revinclude-ignored:${type}`,
            `${type} without its Provenance`,
            `_revinclude=Provenance:target brings nothing on ${type}.`,
          ),
        ]
      : []),
    ...(row.include.length > 0
      ? [
          fault(
            'search',
            `include-ignored:${type}`,
            `${type} without what is included`,
            `_include brings nothing on ${type}.`,
          ),
        ]
      : []),
    fault('read', `read-404:${type}`, `${type} cannot be read`, `Reads of ${type} answer 404.`),
    fault('read', `read-500:${type}`, `Reading ${type} fails`, `Reads of ${type} answer 500.`),
    fault(
      'read',
      `read-wrong-id:${type}`,
      `${type} read gives another id`,
      `Reads of ${type} give a resource with another id.`,
    ),
    fault(
      'read',
      `read-wrong-type:${type}`,
      `${type} read gives another type`,
      `Reads of ${type} give a Basic resource.`,
    ),
    ...(REFERRED_TO.has(type)
      ? [
          fault(
            'read',
            `read-with-unknown-element:${type}`,
            `${type} read is no valid ${type}`,
            `Reads of ${type}, unlike searches, give an element that FHIR does not know.`,
          ),
        ]
      : []),
    fault(
      'read',
      `vread-missing:${type}`,
      `Versions of ${type} cannot be read`,
      `Reads of a version of ${type} answer 404.`,
    ),
    fault(
      'read',
      `vread-wrong-version:${type}`,
      `Another version of ${type}`,
      `Reads of a version of ${type} give another versionId.`,
    ),
    fault(
      'read',
      `history-missing:${type}`,
      `No history of ${type}`,
      `The history of a ${type} answers 404.`,
    ),
  ];
});

const ofParameters: readonly Fault[] = rows.flatMap((row) =>
  row.parameters.flatMap(({ name, type: kind }) => {
    const place = `${row.type}.${name}` as const;
    return [
      fault(
        'search',
        `search-ignores:${place}`,
        `${place} ignored`,
        `${row.type} searches leave ${name} out of account.`,
      ),
      fault(
        'search',
        `search-drops:${place}`,
        `${place} finds nothing`,
        `${row.type} searches with ${name} find nothing.`,
      ),
      fault(
        'search',
        `search-loses-one:${place}`,
        `${place} is incomplete`,
        `${row.type} searches with ${name} leave the last match out.`,
      ),
      ...(kind === 'token'
        ? [
            fault(
              'search',
              `search-system-token-broken:${place}`,
              `${place} not found with its system`,
              `${row.type} searches with ${name}=system|code find nothing.`,
            ),
          ]
        : []),
      ...(kind === 'token' || kind === 'reference'
        ? [
            fault(
              'search',
              `search-or-takes-first:${place}`,
              `${place} takes only the first of several`,
              `${row.type} searches with ${name}=a,b look for a alone.`,
            ),
          ]
        : []),
      ...(kind === 'date'
        ? ['gt', 'lt', 'ge', 'le'].map((comparator) =>
            fault(
              'search',
              `search-comparator-reversed:${place}.${comparator}`,
              `${place} with ${comparator} reversed`,
              `${row.type} searches with ${name}=${comparator}[date] compare the other way round.`,
            ),
          )
        : []),
      ...(kind === 'reference'
        ? [
            fault(
              'reference',
              `reference-dangling:${place}`,
              `${place} leads nowhere`,
              `The reference behind ${name} in ${row.type} names a resource that does not exist.`,
            ),
            fault(
              'reference',
              `reference-wrong-type:${place}`,
              `${place} leads to another type`,
              `The reference behind ${name} in ${row.type} names an Organization.`,
            ),
          ]
        : []),
    ];
  }),
);

/** References that no search parameter stands for. */
const ofPlaces: readonly Fault[] = Object.entries(referencePlaces).flatMap(([type, paths]) =>
  paths.map((path) =>
    fault(
      'reference',
      `reference-dangling:${type}.${path}`,
      `${type}.${path} leads nowhere`,
      `${path} of every ${type} names a resource that does not exist.`,
    ),
  ),
);

/** Every fault that is made of a row of a table. */
export const FAMILY_FAULTS: readonly Fault[] = [
  ...profiles,
  ...discovery,
  ...ofTypes,
  ...ofParameters,
  ...ofPlaces,
];
