import { describe, expect, it } from 'vitest';
import { locate, stepsOf } from './element-path.ts';

const PATIENT = {
  resourceType: 'Patient',
  name: [{ family: 'A' }, { family: 'B', given: ['C'] }],
  extension: [{ url: 'http://a.b/c' }, { url: 'http://d.e/f', valueString: 'g' }],
  deceasedBoolean: false,
};

describe('an element located', () => {
  it.each([
    ['Patient.name[1].given[0]', ['name', 1, 'given', 0], true],
    ['name[1].family', ['name', 1, 'family'], true],
    ['Patient.name.family', ['name', 0, 'family'], true],
    ['Patient.name[7].family', [], false],
    ['Patient.name[0].period', ['name', 0], false],
    ["Patient.extension.where(url='http://d.e/f').value", ['extension', 1, 'valueString'], true],
    ["Patient.extension('http://d.e/f').valueString", ['extension', 1, 'valueString'], true],
    ['Patient.deceased.ofType(boolean)', ['deceasedBoolean'], true],
    ['Patient/*Patient/85*/.name[1]', ['name', 1], true],
    ['Patient.__proto__.x', [], false],
    ['Patient.constructor', [], false],
    ['((((', [], false],
  ])('%s', (expression, path, complete) => {
    expect(locate(PATIENT, expression)).toEqual({ path, complete });
  });

  it('parts steps only at dots outside of quotes and parentheses', () => {
    expect(stepsOf("a.where(url='x.y').b")).toEqual(['a', "where(url='x.y')", 'b']);
  });
});
