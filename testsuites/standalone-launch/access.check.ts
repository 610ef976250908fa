import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { accessSearchProbe } from '../launch/access-search.probe.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { usCoreTypes, type UsCoreType } from '../launch/us-core-types.ts';

export const searchedTypes = ({ pack }: PlanContext): readonly UsCoreType[] =>
  usCoreTypes(pack.version).filter(({ searched }) => searched === true);

/** (g)(10) test procedure, unrestricted access: what was granted can be read. */
export const access = (context: PlanContext) =>
  defineCheck({
    id: ({ type }: UsCoreType) => `access.${type.toLowerCase()}`,
    level: 'SHALL',
    needs: ({ type }) => ({ search: accessSearchProbe(context, type) }),
    title: ({ type }) => `${type} can be searched with full access`,
    failureTitle: ({ type }) => `${type} cannot be searched with full access`,
    remedy: ({ type }) =>
      `Answer a search of ${type} for the patient in context with HTTP 200 and a Bundle, empty if there is nothing.`,
    citations: [CITATION.firstConnection],
    requirements: ({ type }) => [`smart.standalone.access.${type.toLowerCase()}`],
    judge: ({ search }, { type }) => {
      const { index: exchange, response } = search.exchange;
      if (response.status === 200 && objectIn(search)?.['resourceType'] === 'Bundle') {
        return judged([]);
      }
      return judged([
        differs(`Search of ${type}`, {
          expected: 'HTTP 200 with a Bundle',
          received: describedAnswer(search),
          exchange,
        }),
      ]);
    },
  });
