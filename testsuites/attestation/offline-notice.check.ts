import { defineCheck } from '../../core/check.ts';
import { attempted } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type Authorization, standaloneAuthorizationProbe } from '../launch/authorization.probe.ts';
import { consentPage, KEEPS_ACCESS, quotation, textOf } from './consent-words.ts';
import { asked, decided, type Tried } from './decided.ts';
import { OFFLINE_NOTICE as ROW } from './questions.ts';

/** Words may be others than those looked for: what is not found is left to a person. */
function readOff(authorization: Authorization): Tried {
  if (!authorization.request.scope.split(/\s+/).includes('offline_access')) {
    return { open: 'The app did not ask for offline_access.' };
  }
  const page = consentPage(authorization);
  if (page === undefined) {
    return { open: 'No page was seen on which a user lets the app in.' };
  }
  const quote = quotation(textOf(page), KEEPS_ACCESS);
  return quote === undefined
    ? { open: `No such words were found on the page seen in exchange ${page.exchange}.` }
    : { shown: `the page seen in exchange ${page.exchange} says "${quote}"` };
}

/** (g)(10) visual inspection 11.04, read off the page that the login went through. */
export const offlineNotice = (context: PlanContext) =>
  defineCheck({
    id: ROW.requirement,
    level: 'SHALL',
    needs: { login: attempted(standaloneAuthorizationProbe(context)) },
    title: ROW.title,
    failureTitle: `Not shown: ${ROW.title}`,
    remedy: `Add an attestation of ${ROW.requirement} (by, on, text) to the configuration.`,
    citations: ROW.citations,
    requirements: [ROW.requirement],
    judge: ({ login }) =>
      'without' in login ? asked(context, ROW) : decided(context, ROW, readOff(login.brought)),
  });
