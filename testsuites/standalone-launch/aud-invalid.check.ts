import { defineCheck, type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import {
  type Authorization,
  authorizationProbe,
  codeFrom,
  describedPage,
  standaloneAuthorizationProbe,
  withoutCode,
} from '../launch/authorization.probe.ts';

/** A FHIR server that is not the target; the name can never exist (RFC 6761, 6.4). */
const FOREIGN_AUD = 'https://fhir.assay.invalid/r4';

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
    needs: {
      usual: standaloneAuthorizationProbe(context),
      foreign: authorizationProbe(context, {
        name: 'foreign-aud',
        aud: FOREIGN_AUD,
        endsWithLogin: true,
      }),
    },
    title: 'Authorization for a foreign FHIR server is refused',
    failureTitle: 'Authorization for a foreign FHIR server is granted',
    remedy: 'Refuse authorization requests whose aud is not the URL of a FHIR server you serve.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.aud.invalid'],
    judge: ({ usual, foreign }) =>
      codeFrom(usual) === undefined
        ? skip(
            `A refusal would show nothing while the right aud brings no code either. ${withoutCode(usual)}`,
            usual.outcome.exchange,
          )
        : judgeForeignAud(foreign),
  });
