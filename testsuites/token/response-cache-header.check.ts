import { defineCheck, judged } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { cacheHeaderFindings, type CacheHeaderRow } from './cache-header.ts';

/** RFC 6749, 5.1: a response that holds tokens is not kept by caches. */
export const responseCacheHeader = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: CacheHeaderRow) => `response.${name}`,
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: ({ field, directive }) => `Token response says ${directive} in ${field}`,
    failureTitle: ({ field, directive }) => `Token response does not say ${directive} in ${field}`,
    remedy: ({ field, directive }) => `Send "${field}: ${directive}" with every token response.`,
    citations: [CITATION.firstConnection],
    requirements: ({ name }) => [`token.response.${name}`],
    judge: ({ token: { reply } }, row) => judged(cacheHeaderFindings(reply, row)),
  });
