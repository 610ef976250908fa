import { CAPABILITY_FORMATS } from './corrections.ts';
import type { Conformance, ValueSet } from './definitions.ts';

const RACE = 'urn:oid:2.16.840.1.113883.6.238';
const SEX = 'http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender';
const NULL_FLAVOR = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor';
const VSAC = 'http://cts.nlm.nih.gov/fhir/ValueSet/';

const valueSet = (url: string, ...include: [system: string, ...codes: string[]][]): ValueSet => ({
  resourceType: 'ValueSet',
  url,
  compose: {
    include: include.map(([system, ...codes]) => ({
      system,
      ...(codes.length > 0 && { concept: codes.map((code) => ({ code })) }),
    })),
  },
});

/** The kinds of v3-NullFlavor are held; this names the system so that its share stays undetermined. */
const undetermined = (system: string) => ({
  system,
  filter: [{ property: 'membership', op: 'unknown', value: 'not held' }],
});

/**
 * Small value sets that required bindings lean on and that the packages name without spelling them
 * out (most stand in VSAC). Facts only, each with its source.
 */
export const required: readonly Conformance[] = [
  // OMB Statistical Policy Directive No. 15 (1997), as spelt out in US Core 3.1.1.
  valueSet(`${VSAC}2.16.840.1.114222.4.11.836`, [
    RACE,
    '1002-5',
    '2028-9',
    '2054-5',
    '2076-8',
    '2106-3',
  ]),
  valueSet(`${VSAC}2.16.840.1.114222.4.11.837`, [RACE, '2135-2', '2186-5']),
  // What may stand for an unknown race or ethnicity: US Core 3.1.1, omb-race-category.
  valueSet(`${VSAC}2.16.840.1.113762.1.4.1021.102`, [NULL_FLAVOR, 'ASKU', 'UNK']),
  // Detailed race and ethnicity: all of CDC's code system below the categories; it is not held.
  valueSet(`${VSAC}2.16.840.1.113883.1.11.14914`, [RACE]),
  valueSet(`${VSAC}2.16.840.1.114222.4.11.877`, [RACE]),
  valueSet(`${VSAC}2.16.840.1.113883.3.2074.1.1.3`, [
    RACE,
    '1002-5',
    '2028-9',
    '2054-5',
    '2076-8',
    '2106-3',
  ]),
  // Birth sex: US Core 3.1.1, birthsex.
  valueSet(`${VSAC}2.16.840.1.113762.1.4.1`, [SEX, 'F', 'M']),
  valueSet(`${VSAC}2.16.840.1.113762.1.4.1021.103`, [NULL_FLAVOR, 'UNK']),
  {
    ...valueSet(`${VSAC}2.16.840.1.113762.1.4.1021.24`),
    compose: {
      include: [
        { system: SEX, concept: [{ code: 'F' }, { code: 'M' }] },
        undetermined(NULL_FLAVOR),
      ],
    },
  } satisfies ValueSet,
  // What a CapabilityStatement may list as formats, see corrections.ts.
  valueSet(CAPABILITY_FORMATS, ['urn:ietf:bcp:13'], ['urn:assay:formats', 'json', 'ttl', 'xml']),
  // Media types stand as a grammar (RFC 6838), UCUM as another.
  valueSet('http://www.rfc-editor.org/bcp/bcp13.txt', ['urn:ietf:bcp:13']),
  valueSet('http://terminology.hl7.org/ValueSet/v3-UnitsOfMeasureCaseSensitive', [
    'http://unitsofmeasure.org',
  ]),
];
