import { describe } from 'vitest';
import { type CheckCase, testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { MEMBERS, type MemberRow, responseMember } from './response-member.check.ts';

const definition = responseMember(fakeContext());
type Needs = Exclude<typeof definition.needs, (...args: never) => unknown>;

const wrong: Readonly<Record<MemberRow['member'], readonly unknown[]>> = {
  access_token: ['', 7, null],
  token_type: ['mac', null, 'Bearer2'],
  expires_in: ['3600', null],
  scope: [['openid'], null, 1],
};

const cases = ({ member }: MemberRow): readonly CheckCase<Needs>[] => [
  ['there', { token: granted() }, 'pass'],
  ['missing', { token: granted({ [member]: undefined }) }, 'fail', member],
  ...wrong[member].map(
    (value) =>
      [
        JSON.stringify(value),
        { token: granted({ [member]: value }) },
        'fail',
        member,
      ] as const satisfies CheckCase<Needs>,
  ),
];

for (const row of MEMBERS) {
  describe(`response.${row.member}`, () => testCheck(definition, row, cases(row)));
}

describe('response.token_type, spelt otherwise', () =>
  testCheck(definition, MEMBERS.find(({ member }) => member === 'token_type') as MemberRow, [
    ['small letters', { token: granted({ token_type: 'bearer' }) }, 'pass'],
    ['another', { token: granted({ token_type: 'basic' }) }, 'fail', 'token_type'],
  ]));
