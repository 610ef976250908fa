import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { apiCompleteness, apiContent } from './api-parity.check.ts';

/** Whether exports and the single-patient API tell the same. */
export const apiParityGroup: GroupBuilder = (context, group) => [
  planCheck(group, 'parity', apiCompleteness(context), server),
  planCheck(group, 'parity', apiContent(context), server),
];
