import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { laterField, laterFields } from './later-field.check.ts';

const context = fakeContext(
  fakeConfig({ options: { usCore: '6.1.0', smart: '2.2.0', bulk: '2.0.0' } }),
);

const RIGHT: Readonly<Record<string, unknown>> = {
  user_access_brand_bundle: 'https://ehr.example.org/brands.json',
  user_access_brand_identifier: { system: 'urn:ietf:rfc:3986', value: 'https://ehr.example.org' },
  associated_endpoints: [
    { url: 'https://ehr.example.org/state', capabilities: ['smart-app-state'] },
  ],
};

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  user_access_brand_bundle: ['brands.json', 5, ''],
  user_access_brand_identifier: ['https://ehr.example.org', { value: 'x' }, { system: 'x' }],
  associated_endpoints: [{}, ['https://x.example'], [{ url: 'https://x.example' }]],
};

describe.each(laterFields(context))('smart.discovery.field.$field', (row) => {
  const { field } = row;
  const having = (value: unknown) => ({ configuration: discovered({ [field]: value }) });
  testCheck(laterField(context), row, [
    ['well formed', having(RIGHT[field]), 'pass'],
    ['left out', having(undefined), 'pass'],
    ...(WRONG[field] ?? []).map(
      (value) => [JSON.stringify(value), having(value), 'warn', field] as const,
    ),
  ]);
});

describe('members of SMART 2.2', () => {
  it('are not looked for before it', () => {
    expect(laterFields(fakeContext())).toEqual([]);
  });
});
