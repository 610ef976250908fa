import { defineCheck, judged } from '../../core/check.ts';
import { headerList } from '../../core/exchange.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { originFindings } from './allowed-origin.ts';
import { preflightProbe } from './cross-origin.probe.ts';

const ALLOW_HEADERS = 'Access-Control-Allow-Headers';

/**
 * Fetch Standard, CORS-preflight fetch: a read with a token is asked for in advance. GET needs no
 * leave, and "*" gives none for Authorization.
 */
export const preflight = (context: PlanContext) =>
  defineCheck({
    id: 'preflight',
    level: 'SHOULD',
    advice: true,
    needs: { answer: preflightProbe(context) },
    title: 'Browsers are told that apps may read with a token',
    failureTitle: 'Browsers are not told that apps may read with a token',
    remedy:
      'Answer OPTIONS requests of the FHIR API without a login, with HTTP 200 or 204, Access-Control-Allow-Origin, and Authorization in Access-Control-Allow-Headers.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ answer }) => {
      const { index: exchange, response } = answer.reply.exchange;
      const { status, headers } = response;
      if (status < 200 || status > 299) {
        const received = `HTTP ${status}`;
        return judged([
          differs('Preflight request', { expected: 'HTTP 200 or 204', received, exchange }),
        ]);
      }
      const allowed = headerList(headers, ALLOW_HEADERS);
      const names = (allowed ?? '').split(',').map((name) => name.trim().toLowerCase());
      return judged([
        ...originFindings(answer),
        ...(names.includes('authorization')
          ? []
          : [
              differs(ALLOW_HEADERS, {
                expected: 'a list with Authorization',
                received: allowed === undefined ? 'no such header' : `"${allowed}"`,
                exchange,
              }),
            ]),
      ]);
    },
  });
