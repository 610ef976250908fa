import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { type ClinicalScope, clinicalScopes, readable } from '../launch/scopes.ts';
import { allowedTypes, limitedLaunch, limitedTypes } from './limited.probe.ts';

/** What a grant is looked at for; `wrong` gives what departs, in words of the finding. */
export interface LimitedGrantRow {
  readonly name: 'denied-types-absent' | 'allowed-types-present' | 'something-denied';
  readonly title: string;
  readonly failureTitle: string;
  readonly remedy: string;
  readonly wrong: (
    granted: readonly ClinicalScope[],
    types: { readonly allowed: readonly string[]; readonly denied: readonly string[] },
  ) => readonly (readonly [expected: string, received: string])[];
}

const can = (granted: readonly ClinicalScope[], type: string): boolean =>
  readable(granted, type, ['patient', 'user', 'system']);

/** (g)(10) test procedure, limited access. */
export const LIMITED_GRANTS: readonly LimitedGrantRow[] = [
  {
    name: 'denied-types-absent',
    title: 'What the user declines is not granted',
    failureTitle: 'What the user declines is granted',
    remedy: 'Leave scopes out of the grant that the user declined.',
    wrong: (granted, { denied }) =>
      denied
        .filter((type) => can(granted, type))
        .map((type) => [`no readable scope for ${type}`, 'one']),
  },
  {
    name: 'allowed-types-present',
    title: 'What the user allows is granted',
    failureTitle: 'What the user allows is not all granted',
    remedy: 'Grant every scope that the user allowed.',
    wrong: (granted, { allowed }) =>
      allowed
        .filter((type) => !can(granted, type))
        .map((type) => [`a readable scope for ${type}`, 'none']),
  },
  {
    name: 'something-denied',
    title: 'Something is withheld from the app',
    failureTitle: 'Nothing is withheld from the app',
    remedy: 'Grant scopes type by type, without wildcards, where the user allowed only some types.',
    wrong: (granted, { denied }) => {
      if (granted.some(({ type }) => type === '*')) return [['no wildcard', 'a wildcard scope']];
      return denied.every((type) => can(granted, type))
        ? [['at least one type withheld', 'every type granted']]
        : [];
    },
  },
];

export const limitedGrant = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: LimitedGrantRow) => `grant.${name}`,
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, limitedLaunch(context)) },
    title: ({ title }) => title,
    failureTitle: ({ failureTitle }) => failureTitle,
    remedy: ({ remedy }) => remedy,
    citations: [CITATION.firstConnection],
    requirements: ({ name }) => [`smart.limited.grant.${name}`],
    judge: ({ grant }, { wrong }) => {
      const { index: exchange } = grant.reply.exchange;
      if (grant.granted.length === 0) {
        return skip('The token response has no scope to tell what was granted.', exchange);
      }
      const allowed = allowedTypes(context);
      const denied = limitedTypes(context).filter((type) => !allowed.includes(type));
      if (denied.length === 0) {
        return skip('Every type is allowed: name fewer in auth.clients.limited.allowed.');
      }
      return judged(
        wrong(clinicalScopes(grant.granted), { allowed, denied }).map(([expected, received]) =>
          differs('scope', { expected, received, exchange }),
        ),
        `${allowed.join(', ')} allowed, ${denied.length} types not`,
      );
    },
  });
