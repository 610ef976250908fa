import { type Check, planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { attested } from './attested.check.ts';
import { clinicalTestScope } from './clinical-test-scope.check.ts';
import { ATTESTED } from './questions.ts';

const PREFIX = 'attestation';

/** What a certification body is shown; what can be tried is tried. */
export const attestationGroup: GroupBuilder = (context, group): readonly Check[] => [
  ...ATTESTED.map((row) => planCheck(group, PREFIX, attested(context), row)),
  planCheck(group, PREFIX, clinicalTestScope(context), server),
];
