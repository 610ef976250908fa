import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { idToken } from './id-token.check.ts';
import { launch } from './launch.check.ts';
import { patientContext } from './patient-context.check.ts';

const PREFIX = 'smart.public';

/** An app that can keep no secret logs in and reads. */
export const publicClientGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, launch(context), server),
  planCheck(group, PREFIX, idToken(context), server),
  planCheck(group, PREFIX, patientContext(context), server),
];
