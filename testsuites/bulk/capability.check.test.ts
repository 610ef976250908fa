import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { stated } from '../../test/smart-evidence.ts';
import { bulkCapability, STATED, type StatedRow } from './capability.check.ts';

const definition = bulkCapability(fakeContext());
const rowOf = (id: StatedRow['id']): StatedRow => STATED.find((row) => row.id === id) as StatedRow;
const PLACE = 'rest.resource(Group).operation';

const EXPORT = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export';
const operating = (...operation: readonly { name: string; definition: string }[]) => ({
  statement: stated({ rest: [{ mode: 'server', resource: [{ type: 'Group', operation }] }] }),
});
const none = { statement: stated({}) };

describe('group-operations', () =>
  testCheck(definition, rowOf('group-operations'), [
    ['one', operating({ name: 'export', definition: EXPORT }), 'pass'],
    ['none', none, 'fail', PLACE],
    ['an empty list', operating(), 'fail', PLACE],
  ]));

describe('export-operation', () =>
  testCheck(definition, rowOf('export-operation'), [
    ['by name', operating({ name: 'export', definition: 'urn:x' }), 'pass'],
    ['by definition', operating({ name: 'x', definition: `${EXPORT}|2.0.0` }), 'pass'],
    ['another', operating({ name: 'x', definition: 'urn:x' }), 'warn', PLACE],
    ['none', none, 'warn', PLACE],
  ]));

const BULK = 'http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data';

describe('instantiates', () =>
  testCheck(definition, rowOf('instantiates'), [
    ['claimed', { statement: stated({ instantiates: [BULK] }) }, 'pass'],
    ['claimed in a version', { statement: stated({ instantiates: [`${BULK}|2.0.0`] }) }, 'pass'],
    ['another', { statement: stated({ instantiates: ['urn:x'] }) }, 'warn', 'instantiates'],
    ['none', none, 'warn', 'instantiates'],
  ]));
