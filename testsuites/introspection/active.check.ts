import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { activeTokenProbe, type Introspected } from './introspection.probe.ts';
import { isSkipped, toldOf } from './told.ts';

/** An active token may not have expired; clocks that differ by minutes are no matter here. */
const LEEWAY_SECONDS = 600;

const sorted = (scope: unknown): string =>
  typeof scope === 'string'
    ? scope
        .split(/\s+/)
        .filter((part) => part !== '')
        .sort()
        .join(' ')
    : '';

function findingsIn({ grant, reply }: Introspected, told: JsonObject): readonly Finding[] {
  const { index: exchange, at } = reply.exchange;
  const { active, client_id: clientId, scope, exp } = told;
  const findings: Finding[] = [];
  const wrong = (member: string, expected: string): void => {
    findings.push(differs(member, { expected, received: described(told[member]), exchange }));
  };
  if (active !== true) wrong('active', 'true');
  if (clientId !== grant.clientId) wrong('client_id', `"${grant.clientId}"`);
  const granted = grant.json['scope'];
  // A token response that tells no scope is wrong by itself, and nothing to compare with.
  const differsFromGrant = typeof granted === 'string' && sorted(scope) !== sorted(granted);
  if (typeof scope !== 'string' || differsFromGrant) {
    wrong('scope', `the scopes of the token response, ${described(granted)}`);
  }
  const earliest = Date.parse(at) / 1000 - LEEWAY_SECONDS;
  if (typeof exp !== 'number' || exp < earliest) wrong('exp', 'a time to come, as a number');
  return findings;
}

/** RFC 7662, 2.2, and SMART App Launch 2, Token Introspection: what is told of an active token. */
export const active = (context: PlanContext) =>
  defineCheck({
    id: 'active',
    level: 'SHALL',
    needs: { active: activeTokenProbe(context) },
    title: 'Introspection tells client, scopes and expiry of an active token',
    failureTitle: 'Introspection of an active token tells not all, or something else',
    remedy:
      'Give active as the boolean true, and client_id, scope and exp as they were granted, scope with the same scopes as the token response.',
    citations: [CITATION.introspection],
    requirements: ['token.introspection.active', 'g10.visual.token-validation'],
    judge: ({ active }) => {
      const told = toldOf(active.reply);
      return isSkipped(told) ? told : judged(findingsIn(active, told));
    },
  });
