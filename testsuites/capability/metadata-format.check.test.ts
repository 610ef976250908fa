import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { stated } from '../../test/smart-evidence.ts';
import { FORMATS, metadataFormat } from './metadata-format.check.ts';

const PLACE = 'CapabilityStatement.format';
const definition = metadataFormat(fakeContext());

for (const row of FORMATS) {
  const fails = row.level === 'SHALL' ? 'fail' : 'warn';
  describe(`metadata.${row.format}`, () =>
    testCheck(definition, row, [
      ['short', { statement: stated({ format: [row.format] }) }, 'pass'],
      ['FHIR', { statement: stated({ format: [`application/fhir+${row.format}`] }) }, 'pass'],
      ['with charset', { statement: stated({ format: [`${row.format}; charset=utf-8`] }) }, 'pass'],
      ['another', { statement: stated({ format: ['application/x-turtle'] }) }, fails, PLACE],
      ['no list', { statement: stated({ format: row.format }) }, fails, PLACE],
      ['none', { statement: stated({}) }, fails, PLACE],
    ]));
}
