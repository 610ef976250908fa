import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { FAKE_BASE, fakeContext } from '../../test/fake-ehr.ts';
import {
  authorized,
  BLOCKED,
  granted,
  reply,
  sentBack,
  strandedAt,
} from '../../test/smart-evidence.ts';
import { EHR_AUTHORIZE, ehrAuthorize } from './authorize.check.ts';
import { encounterContext, patientBanner, patientContext, styleUrl } from './context.check.ts';
import { ehrTypes } from './ehr.probe.ts';
import { launchInvalid } from './invalid-launch.check.ts';
import { LAUNCH_PARAMETERS, opened } from './opened.check.ts';
import { patientScopes } from './patient-scopes.check.ts';
import { pkceS256 } from './pkce-s256.check.ts';
import { scopesCore, scopesUserLevel } from './scopes.check.ts';
import { unauthenticated } from './unauthenticated.check.ts';

const context = fakeContext();
const came = (parameters: Readonly<Record<string, string>>) => ({
  opened: { kind: 'redirected' as const, exchange: 5, parameters },
});

for (const row of LAUNCH_PARAMETERS) {
  describe(`smart.ehr.launch.${row.name}`, () =>
    testCheck(opened(context), row, [
      ['both', came({ iss: `${FAKE_BASE}/`, launch: 'x' }), 'pass'],
      ['neither', came({}), 'fail', row.name],
      [
        'another server, no value',
        came({ iss: 'https://x.example', launch: '' }),
        'fail',
        row.name,
      ],
      ['no way on', { opened: strandedAt(200).outcome }, 'skip'],
      ['we would not go on', { opened: BLOCKED.outcome }, 'skip'],
    ]));
}

const place = { 'redirect.code': 'Callback' } as Readonly<Record<string, string>>;
for (const row of EHR_AUTHORIZE) {
  describe(`smart.ehr.${row.name}`, () =>
    testCheck(ehrAuthorize(context), row, [
      ['a code', { authorization: sentBack() }, 'pass'],
      [
        'not allowed',
        { authorization: authorized(strandedAt(405).outcome, 405) },
        'fail',
        place[row.name] ?? 'Authorization request',
      ],
      ['we would not go on', { authorization: BLOCKED }, 'skip'],
    ]));
}

describe('smart.ehr.pkce.s256', () =>
  testCheck(pkceS256(context), server, [
    ['tokens', { token: reply(200, {}) }, 'pass'],
    ['refused', { token: reply(400, {}) }, 'fail', 'Token request'],
  ]));

const CORE = 'openid fhirUser launch offline_access';

describe('smart.ehr.scopes.core', () =>
  testCheck(scopesCore(context), server, [
    ['all four', { grant: granted({}, CORE) }, 'pass'],
    [
      'no launch',
      { grant: granted({ scope: 'openid fhirUser offline_access' }, CORE) },
      'fail',
      'scope',
    ],
    ['not asked for', { grant: granted({}, 'openid') }, 'skip'],
  ]));

const users = (right: string, level = 'user') =>
  ehrTypes(context)
    .map((type) => `${level}/${type}.${right}`)
    .join(' ');

describe('smart.ehr.scopes.user-level', () =>
  testCheck(scopesUserLevel(context), server, [
    ['every type', { grant: granted({}, users('rs')) }, 'pass'],
    [
      'one too few',
      { grant: granted({ scope: users('rs').split(' ').slice(1).join(' ') }, users('rs')) },
      'fail',
      'scope',
    ],
    ['not asked for', { grant: granted({}, 'openid') }, 'skip'],
  ]));

describe('smart.ehr.unauthenticated-401', () =>
  testCheck(unauthenticated(context), server, [
    ['unauthorized', { read: reply(401) }, 'pass'],
    ['the patient', { read: reply(200, {}) }, 'fail', 'Read without a token'],
  ]));

const read = {
  patient: {
    exchange: 6,
    patient: '85',
    read: reply(200, { resourceType: 'Patient', id: '85' }),
  },
};
const nobody = { patient: { exchange: 6, patient: undefined } };

describe('smart.ehr.patient-context', () =>
  testCheck(patientContext(context), server, [
    ['the patient', read, 'pass'],
    ['none', nobody, 'fail', 'patient'],
  ]));

describe('smart.ehr.encounter-context', () =>
  testCheck(encounterContext(context), server, [
    [
      'an encounter',
      { encounter: { exchange: 6, value: '1', reply: reply(200, { resourceType: 'Encounter' }) } },
      'pass',
    ],
    ['none', { encounter: { exchange: 6, value: undefined } }, 'fail', 'encounter'],
    [
      'another resource',
      { encounter: { exchange: 6, value: '1', reply: reply(200, { resourceType: 'Patient' }) } },
      'fail',
      'What encounter leads to',
    ],
  ]));

describe('smart.ehr.style-url', () =>
  testCheck(styleUrl(context), server, [
    ['JSON', { style: { exchange: 6, value: 'x', reply: reply(200, {}) } }, 'pass'],
    ['none', { style: { exchange: 6, value: undefined } }, 'fail', 'smart_style_url'],
    [
      'not there',
      { style: { exchange: 6, value: 'x', reply: reply(404) } },
      'fail',
      'What smart_style_url leads to',
    ],
  ]));

describe('smart.ehr.patient-banner', () =>
  testCheck(patientBanner(context), server, [
    ['true', { grant: granted({ need_patient_banner: true }) }, 'pass'],
    ['false', { grant: granted({ need_patient_banner: false }) }, 'pass'],
    ['none', { grant: granted() }, 'fail', 'need_patient_banner'],
  ]));

describe('smart.ehr.patient-scopes', () =>
  testCheck(patientScopes(context), server, [
    ['as asked', { grant: granted({}, 'patient/Patient.rs'), ...read }, 'pass'],
    ['apart', { grant: granted({}, 'patient/Patient.r patient/Patient.s'), ...read }, 'pass'],
    ['read alone', { grant: granted({}, 'patient/Patient.r'), ...read }, 'fail', 'scope'],
    ['no patient', { grant: granted({}, 'patient/Patient.rs'), ...nobody }, 'fail', 'patient'],
    ['scopes untold', { grant: granted({ scope: undefined }, ''), ...read }, 'skip'],
  ]));

describe('smart.ehr.launch.invalid', () =>
  testCheck(launchInvalid(context), server, [
    ['an error page', { authorization: strandedAt(400) }, 'pass'],
    [
      'a code',
      { authorization: sentBack() },
      'fail',
      'Authorization request with an unknown launch value',
    ],
  ]));
