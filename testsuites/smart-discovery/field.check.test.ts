import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { field, FIELDS, type FieldRow } from './field.check.ts';

const definition = field(fakeContext());

const cases = ({ field, type, level }: FieldRow) => {
  const right = type === 'array' ? ['x'] : 'https://ehr.example.org/x';
  const wrong = type === 'array' ? 'x' : ['x'];
  const fails = level === 'SHALL' ? 'fail' : 'warn';
  const having = (value: unknown) => ({ configuration: discovered({ [field]: value }) });
  const missing =
    level === 'SHALL'
      ? ([['missing', having(undefined), 'fail', field]] as const)
      : ([['missing', having(undefined), 'pass']] as const);
  return [
    ['there', having(right), 'pass'],
    ['of the wrong type', having(wrong), fails, field],
    ['null', having(null), fails, field],
    ['empty', having(type === 'array' ? [] : ''), fails, field],
    ...missing,
  ] as const;
};

for (const row of FIELDS) {
  describe(`field.${row.field}`, () => testCheck(definition, row, cases(row)));
}

describe('an optional member that is missing', () => {
  it('is told as information', () => {
    const row: FieldRow = { field: 'scopes_supported', type: 'array', level: 'SHOULD' };
    const configuration = discovered({ scopes_supported: undefined });
    const judgement = definition.judge({ configuration }, row);
    const severities =
      judgement.kind === 'judged' ? judgement.findings.map(({ severity }) => severity) : [];
    expect(severities).toEqual(['information']);
  });
});
