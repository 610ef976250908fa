import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { certificate, certificateExpiry } from './certificate.check.ts';
import { endpointTls } from './endpoint-tls.check.ts';
import { TLS_ENDPOINTS } from './endpoints.ts';
import { tlsExplanation } from './tls-explanation.check.ts';

const PREFIX = 'security';

/** Whether connections can be listened in to, and whether they lead where they seem to. */
export const securityGroup: GroupBuilder = (context, group) => [
  ...TLS_ENDPOINTS.map((row) => planCheck(group, PREFIX, endpointTls(context), row)),
  planCheck(group, PREFIX, tlsExplanation(context), server),
  planCheck(group, PREFIX, certificate(context), server),
  planCheck(group, PREFIX, certificateExpiry(context), server),
];
