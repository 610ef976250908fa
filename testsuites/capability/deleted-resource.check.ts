import { defineCheck, judged, omit, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { errorAnswersProbe } from './error-answers.probe.ts';

/**
 * FHIR R4, RESTful API, read: what was deleted is gone (410); a server that keeps no track of
 * deletions takes it for unknown (404).
 */
export const deletedResource = (context: PlanContext) =>
  defineCheck({
    id: 'deleted-resource',
    level: 'SHALL',
    advice: true,
    needs: { answers: errorAnswersProbe(context) },
    title: 'A deleted resource is not served any more',
    failureTitle: 'A deleted resource is not told to be gone',
    remedy:
      'Answer 410 to a read of a resource that was deleted, or 404 where deletions are not tracked.',
    citations: [CITATION.dataResponseSingle],
    requirements: [],
    judge: ({ answers: { deletedResource: reply } }) => {
      const { deletedResource: name } = context.config;
      if (reply === undefined || name === undefined) {
        return omit('The configuration names no deleted resource (deletedResource: Type/id).');
      }
      const { index: exchange, response } = reply.exchange;
      const { status } = response;
      if (status === 401 || status === 403) {
        return skip(`The token was refused for ${name}; name one that the app may read.`, exchange);
      }
      if (status === 410) return judged([], `410 for ${name}`);
      if (status === 404) return judged([], `404 for ${name}: deletions are not tracked`);
      return judged([
        differs(`Read of ${name}, which was deleted`, {
          expected: 'HTTP 410, or 404',
          received: `HTTP ${status}`,
          resource: name,
          exchange,
        }),
      ]);
    },
  });
