import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { verdictOf } from '../../core/verdict.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { attested } from './attested.check.ts';
import { clinicalTestScope } from './clinical-test-scope.check.ts';
import { ATTESTED } from './questions.ts';

describe.each(ATTESTED)('$requirement', (row) => {
  it('asks a person', () => {
    const judgement = attested(fakeContext()).judge({}, row);
    expect(verdictOf(judgement, 'SHALL')).toBe('attest');
  });

  it('passes once it is attested', () => {
    const attestation = { by: 'Ann', on: '2026-11-01', text: 'Seen.' };
    const config = fakeConfig({
      attestations: [{ requirement: row.requirement, ...attestation }],
    });
    const judgement = attested(fakeContext(config)).judge({}, row);
    expect(verdictOf(judgement, 'SHALL')).toBe('pass');
    expect(judgement).toMatchObject({ attestation });
  });
});

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category|procedure';

describe('g10.visual.clinical-test-scope', () =>
  testCheck(clinicalTestScope(fakeContext()), server, [
    [
      'granted',
      { grant: granted({ scope: `patient/Observation.rs?category=${CATEGORY}` }) },
      'pass',
    ],
    ['not granted', { grant: granted({ scope: 'openid' }) }, 'fail', 'scope'],
  ]));
