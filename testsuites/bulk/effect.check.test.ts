import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import type { FileOutcome } from './file-outcome.ts';
import { filesWith, fileRead } from '../../test/bulk-evidence.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { type EffectRow, EFFECTS, effectCheck, unknownLenient } from './effect.check.ts';
import type { Effect } from './effect.probe.ts';

const context = fakeContext();
const rowOf = (name: EffectRow['name']): EffectRow =>
  EFFECTS.find((row) => row.name === name) as EffectRow;

const gave = (outcome: Partial<FileOutcome>, output?: readonly { type: string }[]): Effect => ({
  reply: reply(202, ''),
  patient: 'one',
  read: filesWith([fileRead(outcome)], output === undefined ? {} : { output }),
});
const REFUSED: Effect = {
  reply: reply(400, { resourceType: 'OperationOutcome' }),
  patient: 'one',
  read: { lacking: 'No export began.', kind: 'skip' },
};
const UNFINISHED: Effect = { ...REFUSED, reply: reply(202, '') };
const BUSY: Effect = { ...REFUSED, reply: reply(429, '') };

const LOST: Effect = (() => {
  const { outcome: _none, ...file } = fileRead({});
  return { ...REFUSED, reply: reply(202, ''), read: filesWith([file]) };
})();

for (const name of ['_typeFilter', 'patient'] as const) {
  describe(`param.${name}`, () =>
    testCheck(effectCheck(context), rowOf(name), [
      ['the patient alone', { effect: gave({ patients: ['Patient/one'] }) }, 'pass'],
      ['another too', { effect: gave({ patients: ['Patient/one', 'Patient/two'] }) }, 'warn', name],
      ['nobody', { effect: gave({}) }, 'warn', name],
      ['not supported', { effect: REFUSED }, 'omit'],
      ['a file that did not come', { effect: LOST }, 'skip'],
      ['not finished', { effect: UNFINISHED }, 'skip'],
      ['other exports under way', { effect: BUSY }, 'skip'],
    ]));
}

describe('param._elements', () =>
  testCheck(effectCheck(context), rowOf('_elements'), [
    ['cut', { effect: gave({ members: ['resourceType', 'id', 'birthDate', 'name'] }) }, 'pass'],
    ['whole', { effect: gave({ members: ['id', 'address'] }) }, 'warn', '_elements'],
    ['not supported', { effect: REFUSED }, 'omit'],
  ]));

const bundle = (...types: readonly string[]) =>
  reply(200, { entry: types.map((resourceType) => ({ resource: { resourceType } })) });
const WITH = [{ type: 'Patient' }, { type: 'Provenance' }];
const WITHOUT = [{ type: 'Patient' }];
const ASSOCIATED = 'includeAssociatedData';

describe('param.includeAssociatedData', () =>
  testCheck(effectCheck(context), rowOf(ASSOCIATED), [
    ['there', { effect: gave({}, WITH), provenance: bundle('Provenance') }, 'pass'],
    ['not there, and none known', { effect: gave({}, WITHOUT), provenance: bundle() }, 'pass'],
    [
      'left out',
      { effect: gave({}, WITHOUT), provenance: bundle('Provenance') },
      'warn',
      ASSOCIATED,
    ],
    ['not supported', { effect: REFUSED, provenance: bundle() }, 'omit'],
  ]));

const told: Effect = {
  ...REFUSED,
  reply: reply(202, ''),
  read: filesWith([], { error: [{ type: 'OperationOutcome', url: 'https://ehr.example.org/e' }] }),
};

describe('param.unknown.lenient', () =>
  testCheck(unknownLenient(context), server, [
    ['told', { effect: told }, 'pass'],
    ['passed over in silence', { effect: gave({}) }, 'warn', 'error'],
    ['refused', { effect: REFUSED }, 'omit'],
    ['not finished', { effect: UNFINISHED }, 'skip'],
    ['other exports under way', { effect: BUSY }, 'skip'],
  ]));
