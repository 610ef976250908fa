import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { clientIdAuthorize } from './client-id-authorize.check.ts';
import { exchangeRefused } from './exchange-refused.check.ts';
import { expiredBearer } from './expired-bearer.check.ts';
import { foreignPatient } from './foreign-patient.check.ts';
import { foreignRefresh } from './foreign-refresh.check.ts';
import { garbledBearer } from './garbled-bearer.check.ts';
import { pkcePlain } from './pkce-plain.check.ts';
import { pkceMissing } from './pkce-missing.check.ts';
import { redirectUriAuthorize } from './redirect-uri-authorize.check.ts';
import { REFUSED_EXCHANGES } from './refused-exchange.probe.ts';

const PREFIX = 'smart.refusal';

/** What OAuth and SMART forbid and certification does not try. */
export const refusalsGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, redirectUriAuthorize(context), server),
  planCheck(group, PREFIX, clientIdAuthorize(context), server),
  planCheck(group, PREFIX, pkceMissing(context), server),
  planCheck(group, PREFIX, pkcePlain(context), server),
  ...REFUSED_EXCHANGES.map((row) => planCheck(group, PREFIX, exchangeRefused(context), row)),
  planCheck(group, PREFIX, foreignRefresh(context), server),
  planCheck(group, PREFIX, garbledBearer(context), server),
  planCheck(group, PREFIX, expiredBearer(context), server),
  planCheck(group, PREFIX, foreignPatient(context), server),
];
