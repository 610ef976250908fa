import { defineCheck, judged } from '../../core/check.ts';
import { header } from '../../core/exchange.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, mediaType, objectIn } from '../launch/json-reply.ts';
import { openidConfigurationProbe } from './id-token.probe.ts';

/** OpenID Connect Discovery 1.0, 4.2. */
export const configurationAvailable = (context: PlanContext) =>
  defineCheck({
    id: 'configuration.available',
    level: 'SHALL',
    needs: { configuration: openidConfigurationProbe(context) },
    title: 'OpenID configuration of the issuer is served',
    failureTitle: 'OpenID configuration of the issuer is not served',
    remedy:
      'Answer GET [iss]/.well-known/openid-configuration with HTTP 200, application/json and a JSON object.',
    citations: [CITATION.firstConnection],
    requirements: ['openid.configuration.available'],
    judge: ({ configuration }) => {
      const { index: exchange, response } = configuration.exchange;
      if (response.status !== 200 || objectIn(configuration) === undefined) {
        const received = describedAnswer(configuration);
        const expected = 'HTTP 200 with a JSON object';
        return judged([differs('OpenID configuration', { expected, received, exchange })]);
      }
      if (mediaType(configuration.exchange) === 'application/json') return judged([]);
      const received = header(response.headers, 'content-type') ?? 'no such header';
      return judged([
        differs('Content-Type', { expected: 'application/json', received, exchange }),
      ]);
    },
  });
