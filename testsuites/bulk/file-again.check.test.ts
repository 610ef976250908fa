import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { exportOf, lines } from '../../test/bulk-files.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { fileStable } from './file-again.check.ts';
import type { ReadTwice } from './file-again.probe.ts';

const patient = (id: string, change: object = {}) => ({ resourceType: 'Patient', id, ...change });
const a = patient('a');
const b = patient('b');
const c = patient('c');

const reading = (resources: readonly object[]): ReadTwice['first'] => {
  const [file] = exportOf({ Patient: lines(...resources) }).files;
  if (file?.outcome === undefined) throw new Error('the evidence has one file');
  return { ...file, outcome: file.outcome };
};

const twice = (
  before: readonly object[],
  after: readonly object[],
  isComplete = true,
): { readonly twice: ReadTwice } => ({
  twice: { first: reading(before), again: reading(after), isComplete },
});

const NAME = 'Patient.ndjson';

describe('a file read twice', () =>
  testCheck(fileStable(fakeContext()), server, [
    ['the same', twice([a, b], [a, b]), 'pass'],
    ['in another order', twice([a, b], [b, a]), 'pass'],
    ['a line changed', twice([a, b], [a, patient('b', { gender: 'male' })]), 'warn', NAME],
    ['another version', twice([a], [patient('a', { meta: { versionId: '2' } })]), 'warn', NAME],
    ['a line more', twice([a], [a, b]), 'warn', NAME],
    ['a line less', twice([a, b], [b]), 'warn', NAME],
    ['another line', twice([a, b], [a, c]), 'warn', NAME, NAME],
    ['a line more of a file too long to be held', twice([a], [a, b], false), 'warn', NAME],
  ]));
