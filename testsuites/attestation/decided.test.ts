import { describe, expect, it } from 'vitest';
import { type Judgement, server } from '../../core/check.ts';
import type { Exchange } from '../../core/exchange.ts';
import { verdictOf } from '../../core/verdict.ts';
import { lacking } from '../../core/probe.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { REQUEST, sentBack, strandedAt } from '../../test/smart-evidence.ts';
import { authorizeGui } from './authorize-gui.check.ts';
import { baseUrlsPublic } from './base-urls-public.check.ts';
import { KEEPS_ACCESS, quotation, typesNamed } from './consent-words.ts';
import { decided } from './decided.ts';
import { documentationPublic } from './documentation-public.check.ts';
import { OFFERED, offeredCategories } from './offered-categories.check.ts';
import { offlineNotice } from './offline-notice.check.ts';
import { DOCUMENTATION } from './questions.ts';

const context = fakeContext();
const attestedBy = (requirement: string) =>
  fakeContext(
    fakeConfig({ attestations: [{ requirement, by: 'Ann', on: '2026-11-01', text: 'Seen.' }] }),
  );

describe('what automation came to', () => {
  const departure = { severity: 'error', message: 'It is not.' } as const;
  const told = attestedBy(DOCUMENTATION.requirement);
  it.each([
    ['a departure, asked', context, { findings: [departure] }, 'fail'],
    ['a departure, attested', told, { findings: [departure] }, 'fail'],
    ['a proof', context, { shown: 'It is.' }, 'pass'],
    ['nothing, asked', context, { open: 'Who knows?' }, 'attest'],
    ['nothing, attested', told, { open: 'Who knows?' }, 'pass'],
  ] as const)('%s', (_case, about, tried, verdict) => {
    expect(verdictOf(decided(about, DOCUMENTATION, tried), 'SHALL')).toBe(verdict);
  });
});

const SCOPE = 'offline_access patient/Immunization.rs patient/Condition.rs';
const loginTo = (html: string, scope = SCOPE, authorization = sentBack()) => ({
  login: {
    brought: {
      ...authorization,
      request: { ...REQUEST, scope },
      pages: [{ exchange: 5, url: 'https://auth.example.org/consent', html }],
    },
  },
});
const NOTICE = '<p>The app keeps access to your vaccinations and problems.</p>';

function verdicts<E>(
  judge: (evidence: E) => Judgement,
  cases: readonly (readonly [name: string, evidence: E, verdict: string])[],
): void {
  it.each(cases)('%s', (_name, evidence, verdict) => {
    expect(verdictOf(judge(evidence), 'SHALL')).toBe(verdict);
  });
}

type Login = Parameters<ReturnType<typeof offlineNotice>['judge']>[0];

describe('g10.visual.offline-access-notice', () =>
  verdicts(
    (evidence: Login) => offlineNotice(context).judge(evidence, server),
    [
      ['told', loginTo(NOTICE), 'pass'],
      [
        'told by a browser',
        {
          login: {
            brought: {
              ...sentBack(),
              request: { ...REQUEST, scope: SCOPE },
              pages: [{ exchange: 5, url: 'x', text: 'It has offline access.' }],
            },
          },
        },
        'pass',
      ],
      ['the bare scope', loginTo('<code>offline_access</code>'), 'attest'],
      ['in a script', loginTo(`<script>"offline access"</script>`), 'attest'],
      ['not asked for', loginTo(NOTICE, 'patient/Condition.rs'), 'attest'],
      ['no code', loginTo(NOTICE, SCOPE, strandedAt(200)), 'attest'],
      ['no login', { login: { without: lacking('No login was made.') } }, 'attest'],
    ],
  ));

describe('g10.visual.authorize-gui', () =>
  verdicts(
    (evidence: Login) => authorizeGui(context).judge(evidence, server),
    [
      ['every type named', loginTo(NOTICE), 'pass'],
      ['one not named', loginTo('<p>Your vaccinations.</p>'), 'attest'],
      ['no type asked for', loginTo(NOTICE, 'openid'), 'attest'],
      ['no login', { login: { without: lacking('No login was made.') } }, 'attest'],
    ],
  ));

const boxes = (...choices: readonly string[]) =>
  loginTo(
    choices
      .map(
        (value, at) => `<input type=checkbox id=c${at} value=x><label for=c${at}>${value}</label>`,
      )
      .join(''),
  );
const CONDITIONS = ['Encounter diagnoses', 'Problem list', 'Health concerns'];

for (const row of OFFERED) {
  const all = Object.keys(row.categories);
  describe(row.asks.requirement, () =>
    verdicts(
      (evidence: Login) => offeredCategories(context).judge(evidence, row),
      [
        ['all to choose from', boxes(...all), 'pass'],
        ['one missing', boxes(...all.slice(1)), 'attest'],
        ['words alone', loginTo(`<p>${all.join(', ')}</p>`), 'attest'],
        ['no login', { login: { without: lacking('No login was made.') } }, 'attest'],
      ],
    ),
  );
}

it('takes values of choices for their names', () => {
  const [row] = OFFERED;
  const html = CONDITIONS.map((name) => `<option value="${name.replace(' ', '-')}">x</option>`);
  const evidence = loginTo(`<select>${html.join('')}</select>`);
  if (row === undefined) throw new Error('There is no row.');
  expect(verdictOf(offeredCategories(context).judge(evidence, row), 'SHALL')).toBe('pass');
});

describe('words of consent pages', () => {
  it.each([
    'This app asks for offline access.',
    'It may access your data even when you are not using it.',
    'Stay connected',
    'It has access until you revoke it',
    'ongoing access to your records',
  ])('"%s" tells that access is kept', (text) => expect(KEEPS_ACCESS.test(text)).toBe(true));

  it.each(['offline_access', 'Access denied', 'You have access to your records', 'Sign in'])(
    '"%s" does not',
    (text) => expect(KEEPS_ACCESS.test(text)).toBe(false),
  );

  it('are quoted with some on each side', () => {
    const text = `${'a'.repeat(80)} offline access ${'b'.repeat(80)}`;
    expect(quotation(text, KEEPS_ACCESS)).toMatch(/^…a+ offline access b+…$/);
    expect(quotation('nothing', KEEPS_ACCESS)).toBeUndefined();
  });

  it('name types as patients know them, or as FHIR does', () => {
    const scope = 'patient/AllergyIntolerance.rs patient/NutritionOrder.rs patient/Goal.rs openid';
    expect(typesNamed('Allergies; nutrition order', scope)).toEqual({
      asked: ['AllergyIntolerance', 'NutritionOrder', 'Goal'],
      unnamed: ['Goal'],
    });
  });
});

const URL_OF = 'https://ehr.example.org/docs';
const HTML = { 'content-type': 'text/html' };
const TEXT = `<p>${'All about the API. '.repeat(20)}</p>`;
const { response: _answer, ...unanswered } = answered(200);
const UNANSWERED: Exchange = {
  ...unanswered,
  noAnswer: { reason: 'timeout', detail: 'no answer came' },
};
const page = (exchange: Exchange) => ({ pages: [{ url: URL_OF, exchange }] });

describe('g10.visual.documentation-public', () => {
  testCheck(documentationPublic(context), server, [
    ['a page', page(answered(200, HTML, TEXT)), 'pass'],
    ['a PDF', page(answered(200, { 'content-type': 'application/pdf' }, '%PDF')), 'pass'],
    ['a login', page(answered(401, HTML, TEXT)), 'fail', URL_OF],
    ['nothing there', page(answered(404, HTML, TEXT)), 'fail', URL_OF],
    [
      'a form for a password',
      page(answered(200, HTML, `${TEXT}<input type=password>`)),
      'fail',
      URL_OF,
    ],
    ['built by a script', page(answered(200, HTML, '<div id=app></div>')), 'attest'],
    ['another type', page(answered(200, { 'content-type': 'image/png' }, 'x')), 'attest'],
    ['a server that fails', page(answered(500, HTML, TEXT)), 'attest'],
    ['no answer', page(UNANSWERED), 'attest'],
    ['no address', { pages: [] }, 'attest'],
  ]);
});

const ENDPOINT = {
  resourceType: 'Endpoint',
  id: 'e',
  status: 'active',
  connectionType: { code: 'hl7-fhir-rest' },
  payloadType: [{ text: 'any' }],
  address: 'https://ehr.example.org/fhir',
};
const ORGANIZATION = {
  resourceType: 'Organization',
  id: 'o',
  name: 'Clinic',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
  address: [{ city: 'Riverbend' }],
  endpoint: [{ reference: 'Endpoint/e' }],
};
const bundleOf = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource, at) => ({ fullUrl: `https://ehr.example.org/${at}`, resource })),
});
const list = (status: number, body: unknown) => ({
  published: { page: { url: URL_OF, exchange: answered(status, {}, body) } },
});

describe('g10.visual.base-urls-public', () => {
  testCheck(baseUrlsPublic(context), server, [
    ['Endpoint and Organization', list(200, bundleOf(ENDPOINT, ORGANIZATION)), 'pass'],
    ['a token needed', list(401, {}), 'fail', URL_OF],
    ['a page', list(200, '<html></html>'), 'fail', URL_OF],
    ['no Organization', list(200, bundleOf(ENDPOINT)), 'fail', 'Bundle.entry of type Organization'],
    [
      'no address',
      list(200, bundleOf({ ...ENDPOINT, address: 'here' }, ORGANIZATION)),
      'fail',
      'Endpoint.address',
    ],
    [
      'no identifier',
      list(200, bundleOf(ENDPOINT, { ...ORGANIZATION, identifier: undefined })),
      'fail',
      'Organization.identifier',
    ],
    [
      'no endpoint of an Organization',
      list(200, bundleOf(ENDPOINT, { ...ORGANIZATION, endpoint: undefined })),
      'warn',
      'Organization.endpoint',
    ],
    ['a server that fails', list(500, {}), 'attest'],
    ['no address configured', { published: {} }, 'attest'],
  ]);

  it('finds what is no valid FHIR', () => {
    const bad = list(200, bundleOf({ ...ENDPOINT, status: 'odd' }, ORGANIZATION));
    expect(verdictOf(baseUrlsPublic(context).judge(bad, server), 'SHALL')).toBe('fail');
  });
});
