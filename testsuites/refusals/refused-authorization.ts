import { type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { type Authorization, describedPage } from '../launch/authorization.probe.ts';

/** That an authorization request that is wrong in one thing brought no code. */
export function judgeNoCode({ outcome }: Authorization, what: string): Judgement {
  switch (outcome.kind) {
    case 'blocked':
      return skip(outcome.why, outcome.exchange);
    case 'stranded':
      return judged([], `the browser was not sent back but stood at ${describedPage(outcome)}`);
    case 'redirected': {
      const { code, error } = outcome.parameters;
      if (code === undefined || code === '') return judged([], `error "${error ?? ''}"`);
      return judged([
        differs(what, {
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
