import { REFUSALS } from '../../testsuites/backend-services/refusal.probe.ts';
import { typeRows } from '../../testsuites/bulk/resource.check.ts';
import { fakeContext } from '../fake-ehr.ts';
import { UNREADABLE } from './launches.ts';

type FaultTable = Readonly<Record<string, readonly string[]>>;

const BY_DEFECT: FaultTable = {
  'invalid-grant-type': ['backend-grant-type-ignored', 'backend-grant-type-wrong-status'],
  'invalid-assertion-type': ['assertion-type-ignored'],
  'invalid-jwt': ['assertion-wrong-issuer-accepted'],
  'jwt.bad-signature': ['assertion-bad-signature-accepted'],
  'jwt.expired': ['assertion-expired-accepted'],
  'jwt.exp-too-far': ['assertion-long-life-accepted'],
  'jwt.wrong-aud': ['assertion-wrong-audience-accepted'],
  'jwt.wrong-sub': ['assertion-wrong-subject-accepted'],
  'jwt.unknown-kid': ['assertion-bad-signature-accepted'],
  'jwt.missing-jti': ['assertion-missing-jti-accepted'],
  'jwt.replayed-jti': ['assertion-replay-accepted'],
  'jwt.alg-none': ['assertion-alg-none-accepted'],
};

const refusals: FaultTable = Object.fromEntries(
  REFUSALS.map(({ name }) => [
    `smart.backend.${name}`,
    [...(BY_DEFECT[name] ?? []), ...UNREADABLE],
  ]),
);

/** What is optional cannot be missed, and of Location no more is asked than that it is valid. */
const types: FaultTable = Object.fromEntries(
  typeRows(fakeContext()).flatMap(({ type, isOptional }) => {
    const id = `bulk.resource.${type.toLowerCase()}`;
    return [
      ...(isOptional ? [] : [[`${id}.present`, [`bulk-lacks:${type}`]]]),
      [`${id}.conformant`, [`bulk-invalid:${type}`]],
      ...(type === 'Location' ? [] : [[`${id}.must-support`, [`bulk-sparse:${type}`]]]),
    ];
  }),
);

/** Which faults of the sandbox each check about systems and exports is there to catch. */
export const BULK_FAULT_TABLE: FaultTable = {
  ...refusals,
  'smart.backend.error-invalid_client': ['backend-error-code-wrong', 'backend-error-html'],
  'smart.backend.alg.rs384': ['assertion-rs384-refused'],
  'smart.backend.alg.es384': ['assertion-es384-refused'],
  'smart.backend.success': ['backend-token-refused'],
  'smart.backend.response.access_token': ['backend-token-no-access-token'],
  'smart.backend.response.token_type': ['backend-token-type-mac'],
  'smart.backend.response.expires_in': ['backend-token-expires-in-string'],
  'smart.backend.response.scope': ['backend-token-no-scope'],
  'smart.backend.response.expires_in-300': ['backend-token-long-life'],
  'smart.backend.jwks-url': ['client-keys-pinned'],
  'smart.backend.scope-limited': ['backend-scope-exceeded'],
  'capability.bulk.group-operations': ['metadata-no-group-operation'],
  'capability.bulk.export-operation': ['metadata-export-misnamed'],
  'capability.bulk.instantiates': ['metadata-no-bulk-instantiates'],
  'bulk.kickoff.no-token': ['bulk-kickoff-no-token-accepted', 'bulk-kickoff-no-token-403'],
  'bulk.kickoff.accepted': ['bulk-kickoff-refused'],
  'bulk.kickoff.content-location': ['bulk-kickoff-no-content-location'],
  'bulk.kickoff.async-header': ['bulk-kickoff-at-once'],
  'bulk.status.no-token': ['bulk-status-no-token-accepted'],
  'bulk.status.poll': ['bulk-status-fails', 'bulk-status-never-ends'],
  'bulk.status.retry-after': ['bulk-status-bad-retry-after'],
  'bulk.status.complete.json': ['bulk-manifest-wrong-content-type', 'bulk-manifest-not-json'],
  'bulk.status.complete.transactionTime': ['bulk-manifest-no-transactionTime'],
  'bulk.status.complete.request': ['bulk-manifest-no-request'],
  'bulk.status.complete.requiresAccessToken': ['bulk-manifest-no-requiresAccessToken'],
  'bulk.status.complete.output': ['bulk-manifest-no-output'],
  'bulk.status.complete.error': ['bulk-manifest-no-error'],
  'bulk.status.expires': ['bulk-status-no-expires'],
  'bulk.manifest.output.type-url': ['bulk-manifest-output-no-type', 'bulk-manifest-output-no-url'],
  'bulk.manifest.output.absolute-url': ['bulk-manifest-relative-urls'],
  'bulk.manifest.error-files': ['bulk-error-file-malformed'],
  'bulk.file.requires-token': ['bulk-file-no-token-accepted'],
  'bulk.file.content-type': ['bulk-file-wrong-content-type'],
  'bulk.file.ndjson': [
    'bulk-file-missing',
    'bulk-file-malformed-line',
    'bulk-file-blank-line',
    'bulk-file-pretty',
    'bulk-file-wrong-type',
    'bulk-file-truncated',
    'bulk-file-huge-line',
    'bulk-file-duplicate',
    'bulk-file-token-unsaid',
  ],
  'bulk.file.count': ['bulk-manifest-wrong-counts'],
  'bulk.file.stable': ['bulk-file-changes'],
  'bulk.file.encoding': ['bulk-file-wrong-encoding', 'bulk-file-not-gzip'],
  'bulk.file.profile-per-line': ['bulk-invalid:Patient'],
  'bulk.file.two-patients': ['bulk-one-patient'],
  'bulk.file.group-members': ['bulk-member-missing', 'bulk-non-member-exported'],
  'bulk.file.references': ['bulk-file-dangling-reference'],
  ...types,
  'bulk.cancel.accepted': ['bulk-cancel-refused'],
  'bulk.cancel.then-404': ['bulk-cancel-ignored', 'bulk-cancel-without-outcome'],
  'bulk.param.outputFormat': ['bulk-output-format-refused'],
  'bulk.param._type': ['bulk-type-ignored'],
  'bulk.param.since.accepted': ['bulk-since-refused'],
  'bulk.param.since.effect': ['bulk-since-ignored'],
  'bulk.deleted-files': ['bulk-no-deleted-files'],
  'bulk.deleted-files.bundles': ['bulk-deleted-malformed'],
  'bulk.kickoff.post': ['bulk-post-refused'],
  'bulk.kickoff.error-outcome': ['bulk-error-without-outcome'],
  'bulk.kickoff.patient-level': ['bulk-patient-export-refused'],
  'bulk.kickoff.system-level': ['bulk-system-export-refused'],
  'bulk.status.x-progress': ['bulk-progress-long'],
  'bulk.manifest.request': ['bulk-manifest-foreign-request'],
  'bulk.manifest.stable': ['bulk-manifest-changes', 'bulk-manifest-file-vanishes'],
  'bulk.manifest.pages': ['bulk-manifest-pages-disagree', 'bulk-manifest-page-missing'],
  'bulk.manifest.transaction-time': ['bulk-manifest-early-time'],
  'bulk.manifest.empty-files': ['bulk-manifest-empty-files'],
  'bulk.delete.accepted': ['bulk-delete-refused'],
  'bulk.delete.then-404': ['bulk-delete-ignored'],
  'bulk.file.expired': ['bulk-expired-kept'],
  'bulk.param._typeFilter': ['bulk-type-filter-ignored'],
  'bulk.param._elements': ['bulk-elements-ignored'],
  'bulk.param.patient': ['bulk-patient-ignored'],
  'bulk.param.includeAssociatedData': ['bulk-associated-data-ignored'],
  'bulk.param.unknown.strict': ['bulk-unknown-accepted'],
  'bulk.param.unknown.lenient': ['bulk-unknown-untold'],
};

/** Checks that only a person answers, or whose level cannot be broken. */
export const WITHOUT_FAULTS: ReadonlySet<string> = new Set(['bulk.file.redirect']);
