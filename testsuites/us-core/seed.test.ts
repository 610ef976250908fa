import { expect, it } from 'vitest';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { fakeWire, reply } from '../../test/fake-world.ts';
import { runChecks } from '../../test/run-checks.ts';
import { profileContext, searchset } from '../../test/us-core-evidence.ts';
import { usCoreGroup } from './index.ts';

const LOINC = 'http://loinc.org';
const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/observation-category';
const vital = (id: string, code: string, unit: string, patient = '85') => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [{ coding: [{ system: CATEGORIES, code: 'vital-signs' }] }],
  code: { coding: [{ system: LOINC, code }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: '2026-01-02T10:00:00Z',
  valueQuantity: { value: 70, unit, system: 'http://unitsofmeasure.org', code: unit },
});
const rate = vital('rate', '8867-4', '/min');
const weight = vital('weight', '29463-7', 'kg');
const { subject: _subject, ...ofNobody } = vital('nobody', '8867-4', '/min');

/** Verdicts on the heart rates of a server that gives these, whatever is asked for. */
async function judged(...given: readonly { readonly resourceType: string }[]) {
  const { auth: _auth, ...open } = fakeConfig({ patients: ['85'] });
  const config = { ...open, auth: { clients: {} } };
  const wire = fakeWire(() => reply(200, searchset(given)));
  const context = { ...profileContext('us-core-heart-rate'), config };
  const checks = usCoreGroup('us-core-heart-rate')(context, 'heart-rate');
  const { results } = await runChecks(checks, config, wire);
  const verdictOf = (end: string) => results.find(({ id }) => id.endsWith(end))?.verdict;
  return {
    search: verdictOf('heart-rate.search.patient+code'),
    profile: verdictOf('heart-rate.conformance.profile'),
  };
}

it('holds what was not asked for against the search, and not against the profile', async () => {
  expect(await judged(rate)).toEqual({ search: 'pass', profile: 'pass' });
  expect(await judged(rate, weight)).toEqual({ search: 'fail', profile: 'pass' });
  expect(await judged(rate, vital('other', '8867-4', 'kg', '86'))).toEqual({
    search: 'fail',
    profile: 'pass',
  });
});

it('keeps what lacks an element, and everything where nothing is right', async () => {
  expect(await judged(rate, ofNobody)).toEqual({ search: 'fail', profile: 'fail' });
  expect(await judged(weight)).toEqual({ search: 'fail', profile: 'fail' });
});
