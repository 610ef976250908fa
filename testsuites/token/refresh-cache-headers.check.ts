import { defineCheck, judged } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { CACHE_HEADERS, cacheHeaderFindings } from './cache-header.ts';
import { refreshedTokensProbe } from './refreshed-tokens.probe.ts';

/** RFC 6749, 5.1 holds for refreshes too, though the official tool does not look. */
export const refreshCacheHeaders = (context: PlanContext) =>
  defineCheck({
    id: 'refresh.cache-headers',
    level: 'SHALL',
    advice: true,
    needs: { tokens: refreshedTokensProbe(context) },
    title: 'Refresh response forbids caching',
    failureTitle: 'Refresh response may be cached',
    remedy: 'Send "Cache-Control: no-store" and "Pragma: no-cache" with refresh responses too.',
    citations: [CITATION.subsequentConnection],
    requirements: ['token.refresh.cache-headers'],
    judge: ({ tokens }) =>
      judged(
        tokens.flatMap(({ reply }) =>
          CACHE_HEADERS.flatMap((row) => cacheHeaderFindings(reply, row)),
        ),
      ),
  });
