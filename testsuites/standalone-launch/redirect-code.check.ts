import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { standaloneAuthorizationProbe, withoutCode } from '../launch/authorization.probe.ts';
import { described } from '../launch/json-reply.ts';

function findingsIn(parameters: Readonly<Record<string, string>>, exchange: number): Finding[] {
  const { code, error, error_description: description, error_uri: uri } = parameters;
  const told = [error, description, uri].filter((part) => part !== undefined).join(', ');
  return [
    ...(error === undefined
      ? []
      : [differs('error', { expected: 'no error', received: `"${told}"`, exchange })]),
    ...(code === undefined || code === ''
      ? [differs('code', { expected: 'a code', received: described(code), exchange })]
      : []),
  ];
}

/** RFC 6749, 4.1.2: a successful redirect carries a code. */
export const redirectCode = (context: PlanContext) =>
  defineCheck({
    id: 'redirect.code',
    level: 'SHALL',
    needs: { authorization: standaloneAuthorizationProbe(context) },
    title: 'Redirect carries a code',
    failureTitle: 'Redirect carries no usable code',
    remedy: 'After login and consent, redirect with a non-empty code parameter and no error.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.redirect.code'],
    judge: ({ authorization }) => {
      const { outcome } = authorization;
      return outcome.kind === 'redirected'
        ? judged(findingsIn(outcome.parameters, outcome.exchange))
        : skip(withoutCode(authorization), outcome.exchange);
    },
  });
