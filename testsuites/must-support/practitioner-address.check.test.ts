import { describe, expect, it } from 'vitest';
import { answered } from '../../test/evidence.ts';
import { gathered, mustSupportCheck } from '../../test/must-support-evidence.ts';
import type { Resource } from '../us-core/bundle.ts';

const practitioner = (id: string, address?: object) => ({
  resourceType: 'Practitioner',
  id,
  ...(address === undefined ? {} : { address: [address] }),
});

const roles = (id: string, ...found: readonly Resource[]) => ({
  searches: [
    {
      type: 'PractitionerRole',
      params: [['practitioner', id]],
      first: answered(200, {}, { resourceType: 'Bundle' }, { index: 9 }),
      pages: [],
      entries: found.map((resource) => ({ resource, exchange: 9 })),
    },
  ],
});

const role = {
  resourceType: 'PractitionerRole',
  id: 'r',
  practitioner: { reference: 'Practitioner/a' },
  organization: { reference: 'Organization/o' },
  telecom: [{ system: 'phone', value: '555-0100' }],
};

const complete = {
  line: ['1 Main St'],
  city: 'Bend',
  state: 'OR',
  postalCode: '97701',
  country: 'US',
};

describe('where a practitioner is', () => {
  const check = mustSupportCheck('us-core-practitioner', 'choice.address|PractitionerRole');
  it.each([
    ['address in one piece', [practitioner('a', complete)], { searches: [] }, 'judged'],
    [
      'address over two practitioners',
      [
        practitioner('a', { ...complete, country: undefined }),
        practitioner('b', { country: 'US' }),
      ],
      { searches: [] },
      'judged',
    ],
    ['a role', [practitioner('a')], roles('a', role), 'judged'],
    ['a role of another', [practitioner('c')], roles('c', role), 'skipped'],
    [
      'a role that does not conform',
      [practitioner('a')],
      roles('a', { ...role, telecom: [{ system: 'no such', value: 5 }] }),
      'skipped',
    ],
    ['neither', [practitioner('a', { city: 'Bend' })], roles('a'), 'skipped'],
    ['nobody', [], { searches: [] }, 'skipped'],
  ])('%s', (_case, found, searched, kind) => {
    const evidence = { practitioners: gathered(...found), roles: searched };
    expect(check.judge(evidence).kind).toBe(kind);
  });

  it('says what is missing', () => {
    const evidence = {
      practitioners: gathered(practitioner('a', { ...complete, country: undefined })),
      roles: roles('a'),
    };
    expect(check.judge(evidence)).toEqual({
      kind: 'skipped',
      reason:
        '1 Practitioner resource looked at, none shows address country; PractitionerRole?practitioner= found none for 1 of them.',
      exchange: 9,
    });
  });
});
