import { defineCheck, unjudged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { KEY_SET_MAX_AGE } from '../../core/key-set.ts';
import { attempted } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  fetchesOfNewKey,
  isGrant,
  type KeyRotation,
  keyRotationProbe,
} from '../backend-services/key-rotation.probe.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { asked, decided, type Tried } from './decided.ts';
import { JWKS_CACHE as ROW } from './questions.ts';

const REFUSALS = [400, 401, 403];

const AGE = `max-age=${KEY_SET_MAX_AGE}`;

/** What became of a key that was new, and of the same one when it was taken out. */
export function triedCaching(rotation: KeyRotation): Tried {
  const { added, removed, fetches, kid } = rotation;
  if (removed === undefined) {
    const wasKept = fetches.length > 0 && fetchesOfNewKey(rotation).length === 0;
    if (!wasKept || !REFUSALS.includes(added.exchange.response.status)) {
      return { open: `A request signed by a new key was answered ${describedAnswer(added)}.` };
    }
    return {
      findings: [
        differs(`JWKS served with ${AGE}`, {
          expected: `fetched anew for key ${kid}`,
          received: `${describedAnswer(added)} by an older copy, and no further GET`,
          exchange: added.exchange.index,
        }),
      ],
    };
  }
  if (isGrant(removed)) {
    return {
      findings: [
        differs(`Token request signed by key ${kid}, taken out of the JWKS served with ${AGE}`, {
          expected: 'invalid_client',
          received: 'a token',
          exchange: removed.exchange.index,
        }),
      ],
    };
  }
  return REFUSALS.includes(removed.exchange.response.status)
    ? {
        shown: `a key was accepted while it was in a JWKS served with ${AGE}, and refused once it was out and older copies had lapsed`,
      }
    : { open: `A request signed by a removed key was answered ${describedAnswer(removed)}.` };
}

/** (g)(10) visual inspection 11.10; SMART App Launch 2, Client Authentication: Asymmetric. */
export const jwksCache = (context: PlanContext) =>
  defineCheck({
    id: ROW.requirement,
    level: 'SHALL',
    needs: { rotation: attempted(keyRotationProbe(context)) },
    title: ROW.title,
    failureTitle: 'Keys of clients are cached longer than they say',
    remedy:
      'Keep the JWKS of a client no longer than its Cache-Control says, and fetch it anew before a key is looked up in it.',
    citations: ROW.citations,
    requirements: [ROW.requirement],
    judge: ({ rotation }) => {
      if ('brought' in rotation) return decided(context, ROW, triedCaching(rotation.brought));
      const { kind, lacking: reason, exchange } = rotation.without;
      return kind === 'error' ? unjudged(reason, exchange) : asked(context, ROW, reason);
    },
  });
