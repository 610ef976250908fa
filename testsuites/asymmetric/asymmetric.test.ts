import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { lacking } from '../../core/probe.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted, reply } from '../../test/smart-evidence.ts';
import { algorithm } from './algorithm.check.ts';
import { assertionDefect } from './assertion-defect.check.ts';
import { ALGORITHMS, type AsymmetricSequence } from './asymmetric.probe.ts';
import { DEFECTS } from './defects.ts';
import { launch } from './launch.check.ts';
import { patientContext } from './patient-context.check.ts';
import { refresh } from './refresh.check.ts';

const context = fakeContext();
const TOKENS = reply(200, { access_token: 'x' });
const REFUSED = reply(401, { error: 'invalid_client' });

describe('smart.asymmetric.launch', () =>
  testCheck(launch(context), server, [
    ['tokens', { token: TOKENS }, 'pass'],
    ['refused', { token: REFUSED }, 'fail', 'Token request with a client assertion'],
  ]));

const patient = {
  exchange: 6,
  patient: '85',
  read: reply(200, { resourceType: 'Patient', id: '85' }),
};

describe('smart.asymmetric.patient-context', () =>
  testCheck(patientContext(context), server, [
    ['patient and id_token', { grant: granted(), patient }, 'pass'],
    ['no id_token', { grant: granted({ id_token: undefined }), patient }, 'fail', 'id_token'],
    [
      'no patient',
      { grant: granted(), patient: { exchange: 6, patient: undefined } },
      'fail',
      'patient',
    ],
  ]));

const sequence = (change: Partial<AsymmetricSequence> = {}) => ({
  sequence: { refresh: TOKENS, read: reply(200), byAlgorithm: new Map(), ...change },
});

describe('smart.asymmetric.refresh', () =>
  testCheck(refresh(context), server, [
    ['a token that reads', sequence(), 'pass'],
    ['refused', sequence({ refresh: REFUSED }), 'fail', 'Refresh with a client assertion'],
    ['a useless token', sequence({ read: reply(401) }), 'fail', 'Read with the refreshed token'],
  ]));

for (const alg of ALGORITHMS) {
  const PLACE = `Refresh with an assertion signed with ${alg}`;
  describe(`smart.asymmetric.alg.${alg}`, () =>
    testCheck(algorithm(context), alg, [
      ['accepted', sequence({ byAlgorithm: new Map([[alg, TOKENS]]) }), 'pass'],
      ['refused', sequence({ byAlgorithm: new Map([[alg, REFUSED]]) }), 'fail', PLACE],
      ['no such key', sequence({ byAlgorithm: new Map([[alg, lacking('No key.')]]) }), 'skip'],
      ['not tried', sequence(), 'skip'],
    ]));
}

for (const row of DEFECTS) {
  const PLACE = `Client assertion with ${row.what}`;
  const bad = row.level === 'SHOULD' ? 'warn' : 'fail';
  const of = (answer: ReturnType<typeof reply>) =>
    sequence({ byDefect: new Map([[row.name, answer]]) });
  describe(`smart.asymmetric.assertion.${row.name}`, () =>
    testCheck(assertionDefect(context), row, [
      ['refused', of(REFUSED), 'pass'],
      ['no error in the body', of(reply(401)), bad, `error of: ${PLACE}`],
      ['another error', of(reply(400, { error: 'invalid_grant' })), 'warn', `error of: ${PLACE}`],
      ['accepted', of(TOKENS), bad, PLACE],
      ['a server that fails', of(reply(500)), bad, PLACE],
      ['right ones refused too', sequence({ refresh: REFUSED }), 'skip'],
    ]));
}

describe('the defects', () => {
  const RIGHT = { iss: 'app', sub: 'app', aud: 'token', exp: 1240, jti: 'x' };
  const sent = (name: string) => DEFECTS.find((row) => row.name === name)?.change;
  it.each(['iss', 'sub', 'aud', 'exp', 'jti'])('leave %s out', (claim) =>
    expect(Object.keys(sent(`missing-${claim}`)?.claims?.(RIGHT, 1000) ?? {})).not.toContain(claim),
  );
  it('expire before now and live beyond five minutes', () => {
    expect(sent('expired')?.claims?.(RIGHT, 10_000)['exp']).toBeLessThan(10_000);
    expect(sent('long-lived')?.claims?.(RIGHT, 10_000)['exp']).toBeGreaterThan(10_300);
  });
});
