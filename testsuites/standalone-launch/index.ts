import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { VERIFIERS } from '../launch/negative-exchange.probe.ts';
import { access, searchedTypes } from './access.check.ts';
import { accessScopeCheck } from './access-scope-check.check.ts';
import { audInvalid } from './aud-invalid.check.ts';
import { authorizeGet } from './authorize-get.check.ts';
import { authorizeRequest } from './authorize-request.check.ts';
import { patientContext } from './patient-context.check.ts';
import { pkceS256 } from './pkce-s256.check.ts';
import { pkceVerifier } from './pkce-verifier.check.ts';
import { redirectCode } from './redirect-code.check.ts';
import { redirectState } from './redirect-state.check.ts';
import { scopesCore } from './scopes-core.check.ts';
import { scopesCoverage } from './scopes-coverage.check.ts';
import { scopesPatientLevel } from './scopes-patient-level.check.ts';
import { scopesV2Syntax } from './scopes-v2-syntax.check.ts';
import { tokenBasicAuth } from './token-basic-auth.check.ts';
import { unauthenticated } from './unauthenticated.check.ts';

const PREFIX = 'smart.standalone';

/** An app of the patient's own choice logs in and reads. */
export const standaloneLaunchGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, authorizeRequest(context), server),
  planCheck(group, PREFIX, authorizeGet(context), server),
  planCheck(group, PREFIX, redirectState(context), server),
  planCheck(group, PREFIX, redirectCode(context), server),
  planCheck(group, PREFIX, pkceS256(context), server),
  planCheck(group, PREFIX, tokenBasicAuth(context), server),
  planCheck(group, PREFIX, scopesCore(context), server),
  planCheck(group, PREFIX, scopesV2Syntax(context), server),
  planCheck(group, PREFIX, scopesPatientLevel(context), server),
  planCheck(group, PREFIX, scopesCoverage(context), server),
  planCheck(group, PREFIX, unauthenticated(context), server),
  planCheck(group, PREFIX, patientContext(context), server),
  planCheck(group, PREFIX, accessScopeCheck(context), server),
  ...searchedTypes(context).map((row) => planCheck(group, PREFIX, access(context), row)),
  planCheck(group, 'smart', audInvalid(context), server),
  ...VERIFIERS.map((row) => planCheck(group, 'smart', pkceVerifier(context), row)),
];
