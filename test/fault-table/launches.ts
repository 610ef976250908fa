import { DEFECTS } from '../../testsuites/asymmetric/defects.ts';
import { REPLAYED } from '../../testsuites/granular/replay.probe.ts';
import { GRANULAR_TYPES, SCOPE_SETS } from '../../testsuites/granular/scope-sets.ts';
import { usCoreTypes } from '../../testsuites/launch/us-core-types.ts';

type FaultTable = Readonly<Record<string, readonly string[]>>;

const ALLOWED = ['Patient', 'Condition', 'Observation'];

const limited: FaultTable = Object.fromEntries(
  usCoreTypes('6.1.0')
    .filter(({ searched }) => searched === true)
    .map(({ type }) => [
      `smart.limited.access.${type.toLowerCase()}`,
      ALLOWED.includes(type) ? [`access-refused:${type}`] : ['scopes-ignored', 'consent-ignored'],
    ]),
);

/** A refusal has a reason that apps can read; without it every one of these departs. */
export const UNREADABLE = ['token-error-html', 'token-error-unnamed'];

/** Faults of assertions are named after what they accept, in words of their own. */
const OF_DEFECT: FaultTable = {
  'wrong-signature': ['assertion-bad-signature-accepted'],
  unsigned: ['assertion-bad-signature-accepted', 'assertion-alg-none-accepted'],
  'unknown-kid': ['assertion-unknown-kid-accepted'],
  expired: ['assertion-expired-accepted'],
  'long-lived': ['assertion-long-life-accepted'],
  'wrong-aud': ['assertion-wrong-audience-accepted'],
  'wrong-iss': ['assertion-wrong-issuer-accepted'],
  'wrong-sub': ['assertion-wrong-subject-accepted'],
  'replayed-jti': ['assertion-replay-accepted'],
};

const assertions: FaultTable = Object.fromEntries(
  DEFECTS.map(({ name }) => [
    `smart.asymmetric.assertion.${name}`,
    [...(OF_DEFECT[name] ?? [`assertion-${name}-accepted`]), ...UNREADABLE],
  ]),
);

const granular: FaultTable = Object.fromEntries(
  SCOPE_SETS.flatMap((set): [string, readonly string[]][] => [
    ...set.categories.map(({ type, code }): [string, readonly string[]] => [
      `smart.granular.grant.${type.toLowerCase()}.${code}`,
      ['granular-not-granted'],
    ]),
    [`smart.granular.${set.name}.no-broad-scope`, ['granular-granted-broad']],
    ...GRANULAR_TYPES.flatMap((type): [string, readonly string[]][] => [
      ...REPLAYED[type].map((names): [string, readonly string[]] => [
        `smart.granular.${set.name}.${type.toLowerCase()}.search.${names.join('+')}`,
        ['granular-filter-ignored'],
      ]),
      [
        `smart.granular.${set.name}.${type.toLowerCase()}.read`,
        ['granular-filter-ignored', 'granular-hides-all'],
      ],
    ]),
  ]),
);

/** Which faults the checks about launches beside the standalone one are there to catch. */
export const LAUNCH_FAULTS: FaultTable = {
  ...limited,
  ...assertions,
  ...granular,
  'token.introspection.endpoint': ['introspection-missing'],
  'token.introspection.active': [
    'introspection-active-string',
    'introspection-no-client-id',
    'introspection-no-scope',
    'introspection-fewer-scopes',
    'introspection-no-exp',
  ],
  'token.introspection.context': ['introspection-no-patient', 'introspection-wrong-patient'],
  'token.introspection.context.ehr': ['introspection-no-encounter'],
  'token.introspection.identity': ['introspection-no-identity', 'introspection-wrong-subject'],
  'token.introspection.expired': ['introspection-expired-active'],
  'token.introspection.inactive': ['introspection-unknown-active'],
  'token.introspection.inactive-no-extra': ['introspection-inactive-tells'],
  'token.revocation.within-one-hour': ['revocation-refused'],
  'token.revocation.access-denied': ['revocation-useless'],
  'token.revocation.refresh-denied': ['revocation-keeps-refresh-token'],
  'token.revocation.introspected': ['revocation-useless'],
  'smart.refusal.redirect-uri.authorize': ['authorize-ignores-redirect-uri'],
  'smart.refusal.pkce-missing': ['authorize-ignores-pkce'],
  'smart.refusal.code-reuse': ['code-reuse-accepted', ...UNREADABLE],
  'smart.refusal.wrong-secret': ['wrong-secret-accepted', ...UNREADABLE],
  'smart.refusal.redirect-uri.token': ['wrong-redirect-uri-accepted', ...UNREADABLE],
  'smart.refusal.refresh-of-another-client': ['refresh-of-another-client-accepted', ...UNREADABLE],
  'smart.refusal.client-id.authorize': ['authorize-accepts-unknown-client'],
  'smart.refusal.pkce-plain': ['authorize-accepts-plain-challenge'],
  'smart.refusal.verifier-of-another': ['code-exchange-accepts-wrong-verifier', ...UNREADABLE],
  'smart.refusal.another-client': ['wrong-client-accepted', ...UNREADABLE],
  'smart.refusal.expired-bearer': ['expired-token-accepted', 'unauthorized-no-challenge'],
  'smart.refusal.garbled-bearer': ['invalid-token-accepted', 'unauthorized-no-challenge'],
  'smart.refusal.foreign-patient': ['compartment-ignored'],
  'smart.limited.launch': ['partial-consent-refused'],
  'smart.limited.grant.denied-types-absent': ['consent-ignored'],
  'smart.limited.grant.allowed-types-present': ['scope-type-not-granted:Condition'],
  'smart.limited.grant.something-denied': ['consent-ignored'],
  'smart.public.launch': ['public-client-refused'],
  'smart.public.id-token': ['token-no-id-token'],
  'smart.public.patient-context': ['token-no-patient', 'token-patient-unreadable'],
  'smart.asymmetric.launch': ['assertion-refused'],
  'smart.asymmetric.patient-context': ['token-no-patient', 'token-no-id-token'],
  'smart.asymmetric.refresh': ['assertion-refresh-refused'],
  'smart.asymmetric.alg.rs384': ['assertion-rs384-refused'],
  'smart.asymmetric.alg.es384': ['assertion-refresh-refused'],
  'smart.v1-scopes.launch': ['scopes-refused-v1'],
  'smart.granular.launch': ['granular-refused'],
  'smart.granular.selection.offered': ['consent-ignored'],
  'smart.granular.selection.patient-scope': ['scopes-granted-as-v1'],
  'smart.ehr.launch.iss': ['launcher-wrong-iss'],
  'smart.ehr.launch.launch': ['launcher-no-launch'],
  'smart.ehr.launch.invalid': ['authorize-ignores-launch'],
  'smart.ehr.authorize.request': ['launch-refused'],
  'smart.ehr.authorize.post': ['authorize-post-refused'],
  'smart.ehr.redirect.code': ['authorize-error-redirect', 'authorize-no-code'],
  'smart.ehr.pkce.s256': ['code-exchange-refuses-s256'],
  'smart.ehr.scopes.core': ['scope-launch-not-granted', 'scope-openid-not-granted'],
  'smart.ehr.scopes.user-level': ['ehr-scopes-granted-as-patient'],
  'smart.ehr.unauthenticated-401': ['unauthenticated-read-allowed', 'unauthenticated-read-403'],
  'smart.ehr.patient-context': ['token-no-patient', 'token-patient-unreadable'],
  'smart.ehr.encounter-context': ['token-no-encounter'],
  'smart.ehr.style-url': ['token-no-style-url', 'style-url-missing'],
  'smart.ehr.context-types': ['token-banner-string', 'token-intent-list'],
  'smart.ehr.patient-banner': ['token-no-banner'],
  'smart.ehr.patient-scopes': ['ehr-patient-scopes-refused'],
};
