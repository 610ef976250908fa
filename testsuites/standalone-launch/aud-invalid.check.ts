import { defineCheck, type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import {
  type Authorization,
  describedPage,
  FOREIGN_AUD,
  foreignAuthorizationProbe,
} from '../launch/authorization.probe.ts';

function judgeForeignAud({ outcome }: Authorization): Judgement {
  switch (outcome.kind) {
    case 'blocked':
      return skip(outcome.why, outcome.exchange);
    case 'stranded':
      return judged([], `the browser was not sent back but stood at ${describedPage(outcome)}`);
    case 'redirected': {
      const { code, error } = outcome.parameters;
      if (code === undefined || code === '') return judged([], `error "${error ?? ''}"`);
      return judged([
        differs(`Authorization request with aud ${FOREIGN_AUD}`, {
          expected: 'an error, or an error page',
          received: 'a code',
          exchange: outcome.exchange,
        }),
      ]);
    }
    default:
      return outcome satisfies never;
  }
}

/** SMART App Launch 2.0, Obtain authorization code: aud keeps tokens from a counterfeit server. */
export const audInvalid = (context: PlanContext) =>
  defineCheck({
    id: 'aud.invalid',
    level: 'SHALL',
    needs: { foreign: foreignAuthorizationProbe(context) },
    title: 'Authorization for a foreign FHIR server is refused',
    failureTitle: 'Authorization for a foreign FHIR server is granted',
    remedy: 'Refuse authorization requests whose aud is not the URL of a FHIR server you serve.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.aud.invalid'],
    judge: ({ foreign }) => judgeForeignAud(foreign),
  });
