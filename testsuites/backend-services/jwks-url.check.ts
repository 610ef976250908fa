import { defineCheck, unjudged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { attempted } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { asked, decided, type Tried } from '../attestation/decided.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { backendGrantProbe } from './backend-token.probe.ts';
import {
  fetchesOfNewKey,
  isGrant,
  type KeyRotation,
  keyRotationProbe,
} from './key-rotation.probe.ts';

const REQUIREMENT = 'smart.backend.jwks-url';

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** A refusal that says that the key was looked at and not found good. */
const REFUSALS = [400, 401, 403];

/** What the fetches, and the answer to a request signed by the new key, come to. */
export function triedFetching(rotation: KeyRotation): Tried {
  const { added, fetches, kid, leadsHere } = rotation;
  const { index: exchange, response } = added.exchange;
  const since = fetchesOfNewKey(rotation);
  if (isGrant(added)) {
    if (since.length > 0) {
      const agent = since[0]?.userAgent ?? '';
      const by = agent === '' ? '' : ` by "${agent}"`;
      return {
        shown: `the JWKS was fetched ${times(since.length)}${by} after key ${kid} was put into it, and a token was granted for the key`,
      };
    }
    if (fetches.length === 0 && leadsHere !== true) {
      return {
        open: 'A token was granted for a new key, but auth.jwks.publicUrl leads to no port of this run.',
      };
    }
    return {
      findings: [
        differs(`Fetch of the JWKS for key ${kid}`, {
          expected: 'a GET before the token is granted',
          received: 'a token, and no GET since the key is there',
          exchange,
        }),
      ],
    };
  }
  if (!REFUSALS.includes(response.status)) {
    return { open: `The request signed by a new key was answered ${describedAnswer(added)}.` };
  }
  if (since.length > 0) {
    return {
      findings: [
        differs(`Token request signed by key ${kid} of the JWKS`, {
          expected: 'a token',
          received: `${describedAnswer(added)}, though the JWKS was fetched with the key in it`,
          exchange,
        }),
      ],
    };
  }
  if (fetches.length > 0) {
    return {
      open: `The JWKS was fetched ${times(fetches.length)}, but not again for a new key, which was refused.`,
    };
  }
  if (leadsHere !== true) {
    return {
      open: 'auth.jwks.publicUrl does not lead to the port of this run, and nobody fetched the JWKS.',
    };
  }
  return {
    findings: [
      differs('Fetch of the JWKS', {
        expected: 'a GET of auth.jwks.publicUrl, which answers',
        received: `none, and a request signed by a new key was refused: ${describedAnswer(added)}`,
        exchange,
      }),
    ],
  };
}

/** SMART App Launch 2, Client Authentication: Asymmetric; the new key is accepted by its kid. */
export const jwksUrl = (context: PlanContext) =>
  defineCheck({
    id: 'jwks-url',
    level: 'SHALL',
    needs: {
      grant: backendGrantProbe(context),
      rotation: attempted(keyRotationProbe(context)),
    },
    title: 'Keys of systems are fetched from their JWKS URL',
    failureTitle: 'Keys of systems are not fetched from their JWKS URL',
    remedy:
      'Register the client by the TLS-protected URL of its JWKS and fetch keys from there, following rotation.',
    citations: [CITATION.systemScopes],
    requirements: [REQUIREMENT],
    judge: ({ grant, rotation }) => {
      const row = {
        requirement: REQUIREMENT,
        question: `Is ${grant.clientId} registered by the TLS-protected URL of its JWKS, and was that URL fetched for the token of this run?`,
      };
      if ('brought' in rotation) return decided(context, row, triedFetching(rotation.brought));
      const { kind, lacking: reason, exchange } = rotation.without;
      return kind === 'error' ? unjudged(reason, exchange) : asked(context, row, reason);
    },
  });
