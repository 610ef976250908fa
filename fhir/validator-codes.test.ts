import { describe, expect, it } from 'vitest';
import { memoryPack } from './pack/pack-file.ts';
import { createValidator } from './validator.ts';
import { faults, open, patient } from './validator-samples.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const FHIR = 'http://hl7.org/fhir';

const tagged = (...tag: object[]) => ({ ...patient, meta: { ...patient.meta, tag } });
const married = (coding: object) => ({ ...patient, maritalStatus: { coding: [coding] } });

describe('codes of systems that are held', () => {
  it.each<[string, unknown, string[], string[]]>([
    [
      'known, shown rightly',
      tagged({ system: `${FHIR}/observation-status`, code: 'final', display: 'Final' }),
      [],
      [],
    ],
    [
      'letters and spaces aside',
      married({ system: `${HL7}/v3-MaritalStatus`, code: 'S', display: ' never  MARRIED' }),
      [],
      [],
    ],
    [
      'another text',
      married({ system: `${HL7}/v3-MaritalStatus`, code: 'S', display: 'Single' }),
      [],
      ['display Patient.maritalStatus.coding[0].display'],
    ],
    [
      'a display that is no text',
      married({ system: `${HL7}/v3-MaritalStatus`, code: 'S', display: 5 }),
      ['primitive-format Patient.maritalStatus.coding[0].display'],
      [],
    ],
    [
      'no code of R4',
      tagged({ system: `${FHIR}/observation-status`, code: 'done' }),
      ['unknown-code Patient.meta.tag[0].code'],
      [],
    ],
    [
      'in other letters',
      tagged({ system: `${FHIR}/observation-status`, code: 'Final' }),
      ['unknown-code Patient.meta.tag[0].code'],
      [],
    ],
    [
      'of a system that HL7 may have added to',
      tagged({ system: `${HL7}/observation-category`, code: 'x' }),
      [],
      ['unknown-code Patient.meta.tag[0].code'],
    ],
    ['of a table whose letters may vary', tagged({ system: `${HL7}/v2-0203`, code: 'mr' }), [], []],
    [
      'of another version',
      tagged({ system: `${FHIR}/observation-status`, code: 'done', version: '5.0.0' }),
      [],
      [],
    ],
    [
      'of the version that is held',
      tagged({ system: `${FHIR}/observation-status`, code: 'done', version: '4.0.1' }),
      ['unknown-code Patient.meta.tag[0].code'],
      [],
    ],
    [
      'of a system that nobody holds',
      tagged({ system: 'http://example.org/codes', code: 'x', display: 'X' }),
      [],
      [],
    ],
    [
      'of the guide',
      tagged({ system: `${FHIR}/us/core/CodeSystem/condition-category`, code: 'x' }),
      [],
      ['unknown-code Patient.meta.tag[0].code'],
    ],
    ['__proto__', tagged({ system: '__proto__', code: '__proto__' }), [], []],
  ])('%s', (_case, resource, errors, warnings) => {
    expect(faults(resource)).toEqual(errors);
    expect(faults(resource, 'warning')).toEqual(warnings);
    // Codings that were right are kept in mind: a second look must come to the same.
    expect(faults(resource)).toEqual(errors);
  });

  it('are not told beside the required binding that they break', () => {
    const status = { coding: [{ system: `${HL7}/condition-clinical`, code: 'x' }] };
    const condition = {
      resourceType: 'Condition',
      subject: { display: 'x' },
      clinicalStatus: status,
    };
    expect(faults(condition)).toEqual(['binding Condition.clinicalStatus']);
  });

  it('are told instead of the extensible binding that they lie beyond', () => {
    expect(faults(married({ system: `${HL7}/v3-MaritalStatus`, code: 'x' }), 'warning')).toEqual([
      'unknown-code Patient.maritalStatus.coding[0].code',
    ]);
  });

  it('may be shown by any of several texts', () => {
    const codes = {
      url: 'http://example.org/c',
      codes: ['a', 'b', 'c'],
      displays: [['One', 'Eins'], 'Two', ''],
    };
    const pack = memoryPack({
      name: 'p',
      version: '1',
      structures: [],
      valueSets: [],
      codeSystems: [codes],
    });
    const validator = createValidator([open('hl7.fhir.r4.core-4.0.1'), pack]);
    const warned = (code: string, display: string): number =>
      validator.validate({
        resourceType: 'Patient',
        text: patient.text,
        meta: { tag: [{ system: codes.url, code, display }] },
      }).issues.length;
    expect([
      warned('a', 'eins'),
      warned('a', 'Two'),
      warned('b', 'Two'),
      warned('c', 'any'),
      warned('A', 'One'),
      warned('d', ''),
    ]).toEqual([0, 1, 0, 0, 0, 1]);
  });
});
