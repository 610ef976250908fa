import { describe, expect, it } from 'vitest';
import { answeredFhir } from '../../test/evidence.ts';
import { FAKE_BASE, fakeConfig } from '../../test/fake-ehr.ts';
import { fakeWire, reply } from '../../test/fake-world.ts';
import { runChecks } from '../../test/run-checks.ts';
import { found, profileContext, searchset, unanswered } from '../../test/us-core-evidence.ts';
import { planCheck } from '../../core/check.ts';
import { verdictOf } from '../../core/verdict.ts';
import type { Resource } from './bundle.ts';
import { referenceCheck } from './reference.check.ts';
import type { Followed } from './reference.probe.ts';
import { type ReferenceCheckRow, referenceRows } from './reference-rows.ts';

const rowOf = (profile: string, path: string, target = ''): ReferenceCheckRow => {
  const rows = referenceRows(profileContext(profile)).filter((row) => row.path === path);
  const row = rows.find(({ targets: [first] }) => (first?.id ?? '') === target);
  if (row === undefined) throw new Error(`no row for ${path} to ${target}`);
  return row;
};

const payor = rowOf('us-core-coverage', 'payor', 'us-core-organization');
const organization = { resourceType: 'Organization', id: 'o', active: true, name: 'Payer' };
const { name: _name, ...nameless } = organization;
const coverage = { resourceType: 'Coverage', id: 'c' };

const read = (reference: string, status: number, body: unknown): Followed => ({
  kind: 'read',
  from: found(coverage),
  reference,
  exchange: answeredFhir(status, body),
});
const lostRead: Followed = {
  kind: 'read',
  from: found(coverage),
  reference: 'Organization/o',
  exchange: unanswered(),
};
const contained = (resource: Resource | undefined): Followed => ({
  kind: 'contained',
  from: found(coverage),
  reference: '#o',
  resource,
});
const followed = (...references: readonly Followed[]) => ({
  references: { total: 1, candidates: references.length, followed: references },
});
const judge = (evidence: ReturnType<typeof followed>, row = payor) =>
  referenceCheck.judge(evidence, row);

describe('a reference to a profile', () => {
  it.each([
    ['to a resource of it', followed(read('Organization/o', 200, organization)), 'pass'],
    [
      'absolute',
      followed(read('https://else.example.org/Organization/o', 200, organization)),
      'pass',
    ],
    ['of a version', followed(read('Organization/o/_history/2', 200, organization)), 'pass'],
    [
      'after one that does not resolve',
      followed(read('Organization/x', 404, {}), read('Organization/o', 200, organization)),
      'pass',
    ],
    ['contained', followed(contained(organization)), 'pass'],
    ['to itself', followed({ kind: 'itself', from: found(coverage), reference: '#' }), 'pass'],
    ['not found', followed(read('Organization/o', 404, {})), 'skip', 'gave HTTP 404'],
    [
      'with another id',
      followed(read('Organization/o', 200, { ...organization, id: 'p' })),
      'skip',
      'gave Organization/p',
    ],
    [
      'with another type',
      followed(read('Organization/o', 200, { resourceType: 'Basic', id: 'o' })),
      'skip',
      'gave Basic/o',
    ],
    ['no FHIR', followed(read('Organization/o', 200, '<html>')), 'skip', 'gave no FHIR resource'],
    [
      'not valid',
      followed(read('Organization/o', 200, nameless)),
      'skip',
      'is not valid against us-core-organization (Organization, required)',
    ],
    ['contained and not valid', followed(contained(nameless)), 'skip', 'is not valid against'],
    [
      'contained and of another type',
      followed(contained({ resourceType: 'Patient', id: 'o' })),
      'skip',
      'is a Patient',
    ],
    ['contained nowhere', followed(contained(undefined)), 'skip', 'is not contained there'],
    ['without an answer', followed(lostRead), 'error', 'no answer in time'],
    ['to nothing of the type', followed(), 'skip', 'is no reference to Organization'],
    ['not populated', { references: { total: 0, candidates: 0, followed: [] } }, 'omit', ''],
  ] as const)('%s', (_case, evidence, verdict, why = '') => {
    const judgement = judge(evidence);
    expect(verdictOf(judgement, 'SHALL')).toBe(verdict);
    expect(JSON.stringify(judgement)).toContain(why);
  });

  it('says how many were left', () => {
    const one = [read('Organization/o', 404, {})];
    expect(judge({ references: { total: 99, candidates: 40, followed: one } })).toMatchObject({
      reason: expect.stringContaining('the first 1 of 40 references'),
    });
  });
});

describe('a reference to anything', () => {
  const row = rowOf('us-core-encounter', 'location.location');
  const location = { resourceType: 'Location', id: 'o' };
  it.each([
    ['that is readable', read('Location/o', 200, location), 'pass'],
    ['that is contained', contained(location), 'pass'],
    ['that is not there', read('Location/o', 404, {}), 'skip'],
  ] as const)('%s', (_case, one, verdict) => {
    expect(verdictOf(judge(followed(one), row), 'SHALL')).toBe(verdict);
  });
});

it('asks for each target that is singled out, and for any where none is', () => {
  const goals = (profile: string, path: string, usCore: string) =>
    referenceRows(profileContext(profile, usCore))
      .filter((row) => row.path === path)
      .map(({ targets: [target] }) => target?.id ?? 'any');
  expect(goals('us-core-heart-rate', 'performer', '8.0.0')).toEqual(['any']);
  expect(goals('us-core-heart-rate', 'subject', '8.0.0')).toEqual(['us-core-patient']);
  expect(goals('us-core-diagnosticreport-note', 'performer', '8.0.0')).toEqual([
    'us-core-practitioner',
    'us-core-organization',
  ]);
  expect(goals('us-core-observation-survey', 'derivedFrom', '5.0.1')).toEqual([
    'us-core-observation-survey',
    'us-core-questionnaireresponse',
  ]);
});

it('asks for no profile in US Core 3.1.1', () => {
  const rows = referenceRows(profileContext('us-core-careteam', '3.1.1'));
  expect(rows.map(({ path, targets }) => [path, targets])).toEqual([
    ['subject', []],
    ['participant.member', []],
  ]);
});

describe('where one of several profiles is enough', () => {
  const targetsOf = (profile: string, path: string, target: string): readonly string[] =>
    rowOf(profile, path, target).targets.map(({ id }) => id);
  it.each([
    ['us-core-careteam', 'participant.member', 'us-core-practitioner', 'us-core-practitionerrole'],
    ['us-core-careteam', 'participant.member', 'us-core-practitionerrole', 'us-core-practitioner'],
    ['us-core-careteam', 'participant.member', 'us-core-relatedperson'],
    [
      'us-core-observation-screening-assessment',
      'derivedFrom',
      'us-core-questionnaireresponse',
      'us-core-observation-screening-assessment',
    ],
  ])('%s.%s to %s', (profile, path, target, ...others) => {
    expect(targetsOf(profile, path, target)).toEqual([target, ...others]);
  });
});

describe('what references ask of a server', () => {
  const { auth: _auth, ...open } = fakeConfig({ patients: ['85'] });
  const context = {
    ...profileContext('us-core-coverage'),
    config: { ...open, auth: { clients: {} } },
  };
  const asked = async (...coverages: readonly Resource[]) => {
    const wire = fakeWire(({ url }) => {
      const { pathname } = new URL(url);
      if (pathname.endsWith('/Coverage')) return reply(200, searchset(coverages));
      return pathname.endsWith('/Organization/o') ? reply(200, organization) : reply(404);
    });
    const check = planCheck('group', 'uscore', referenceCheck, { ...payor, context });
    const { results } = await runChecks([check], context.config, wire);
    const urls = wire.sent
      .map(({ url }) => url)
      .filter((url) => !/Coverage\?|Patient\/85$/.test(url));
    return { verdict: results[0]?.verdict, urls };
  };
  const paidBy = (...references: readonly object[]): Resource => ({
    resourceType: 'Coverage',
    id: references.map((each) => JSON.stringify(each)).join(),
    payor: references,
  });
  const good = { reference: 'Organization/o' };

  it('each address once, until one resolves', async () => {
    const missing = { reference: 'Organization/x' };
    const written = { reference: `${FAKE_BASE}/Organization/x` };
    expect(await asked(paidBy(missing, written), paidBy(missing, good), paidBy(good))).toEqual({
      verdict: 'pass',
      urls: [`${FAKE_BASE}/Organization/x`, `${FAKE_BASE}/Organization/o`],
    });
  });

  it('nothing for what is contained, or is no reference to the type', async () => {
    const inside = {
      ...paidBy({ reference: 'Patient/85' }, { display: 'Payer' }, { reference: '#o' }),
      contained: [organization],
    };
    expect(await asked(inside)).toEqual({ verdict: 'pass', urls: [] });
  });

  it.each([
    [{ identifier: { value: '1' } }, 'skip'],
    [{ reference: 'urn:uuid:1' }, 'skip'],
    [{ reference: 'ftp://ehr.example.org/Organization/o' }, 'skip'],
    [{ extension: [] }, 'omit'],
  ])('nothing for %j', async (reference, verdict) => {
    expect(await asked(paidBy(reference))).toEqual({ verdict, urls: [] });
  });
});
