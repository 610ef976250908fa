import { describe, expect, it } from 'vitest';
import { digestOf } from './line-content.ts';

const resource = { resourceType: 'Observation', id: 'a', issued: '2026-01-02T03:04:05Z' };
const foreign = [{ url: 'https://ehr.example/shelf-mark', valueString: '7' }];

describe('the digest of a resource', () => {
  it.each([
    ['the same instant in another zone', { issued: '2026-01-02T08:34:05+05:30' }],
    ['the same instant with fractions', { issued: '2026-01-02T03:04:05.000Z' }],
    ['another meta', { meta: { versionId: '9' } }],
    ['a narrative', { text: { status: 'generated' } }],
    ['an extension of its own', { extension: foreign }],
    ['an extension of its own beside a value', { _issued: { extension: foreign } }],
  ])('does not change with %s', (_what, change) => {
    expect(digestOf({ ...resource, ...change })).toBe(digestOf(resource));
  });

  it.each([
    ['another instant', { issued: '2026-01-02T03:04:06Z' }],
    ['another value', { status: 'final' }],
    [
      'an extension of HL7',
      { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/x', valueCode: 'y' }] },
    ],
  ])('changes with %s', (_what, change) => {
    expect(digestOf({ ...resource, ...change })).not.toBe(digestOf(resource));
  });

  it('does not depend on order or on the base of references', () => {
    const member = (reference: string) => ({ reference });
    const one = { ...resource, performer: [member('Practitioner/p'), member('Patient/q')] };
    const other = {
      performer: [member('https://ehr.example/r4/Patient/q'), member('Practitioner/p')],
      ...resource,
    };
    expect(digestOf(one)).toBe(digestOf(other));
  });

  it('does not depend on the base of an address of a Binary, and does on any other', () => {
    const attached = (url: string) => digestOf({ ...resource, content: [{ attachment: { url } }] });
    expect(attached('https://ehr.example/r4/Binary/b')).toBe(attached('Binary/b'));
    expect(attached('https://ehr.example/r4/Patient/b')).not.toBe(attached('Patient/b'));
  });
});
