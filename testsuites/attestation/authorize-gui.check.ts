import { defineCheck } from '../../core/check.ts';
import { attempted } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type Authorization, standaloneAuthorizationProbe } from '../launch/authorization.probe.ts';
import { consentPage, textOf, typesNamed } from './consent-words.ts';
import { asked, decided, type Tried } from './decided.ts';
import { AUTHORIZE_GUI as ROW } from './questions.ts';

/** Words may be others than those looked for: what is not found is left to a person. */
function readOff(authorization: Authorization): Tried {
  const page = consentPage(authorization);
  if (page === undefined) {
    return { open: 'No page was seen on which a user lets the app in.' };
  }
  const { asked: types, unnamed } = typesNamed(textOf(page), authorization.request.scope);
  if (types.length === 0) return { open: 'The app asked for no type of resource by its name.' };
  return unnamed.length === 0
    ? {
        shown: `the page ${new URL(page.url).pathname} (exchange ${page.exchange}) names all ${types.length} types of resources that the app asked for`,
      }
    : {
        open: `The page seen in exchange ${page.exchange} was not found to name ${unnamed.join(', ')}.`,
      };
}

/** (g)(10) visual inspection 11.03, read off the page that the login went through. */
export const authorizeGui = (context: PlanContext) =>
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
