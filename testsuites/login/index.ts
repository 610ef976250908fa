import { type Check, defineCheck, judged, planCheck } from '../../core/check.ts';
import type { ClientRole } from '../../core/config.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { ehrLaunch } from '../ehr-launch/ehr.probe.ts';
import { authorizationProbe, codeFrom, withoutCode } from '../launch/authorization.probe.ts';
import { launchClient } from '../launch/client.ts';

/** The group of a dry run; it is in no suite. */
export const LOGIN_GROUP = {
  id: 'login',
  title: 'Logins as configured',
  about: 'Each configured login by itself, to see whether its steps fit the pages.',
};

/** A client whose login is tried. */
export interface LoginRow {
  readonly role: ClientRole;
}

/** The round in which the login of a client is tried; its entries in the journal begin so. */
export const loginRound = ({ role }: LoginRow): string => `login-${role}`;

const ROLES: readonly ClientRole[] = [
  'standalone',
  'limited',
  'selection',
  'ehr',
  'public',
  'asymmetric',
  'shortLived',
  'revocation',
];

/** The clients of a configuration at whose login somebody, or something, logs in. */
export const loginRows = ({ config }: PlanContext): readonly LoginRow[] =>
  ROLES.filter((role) => {
    const driver = config.auth.clients[role]?.login?.driver;
    return driver !== undefined && driver !== 'refresh';
  }).map((role) => ({ role }));

const clientOf = (context: PlanContext, { role }: LoginRow) =>
  role === 'ehr' ? ehrLaunch(context).client : launchClient(context, role);

/** A login as configured, and nothing after it: no code is exchanged. */
const loginProbe = (context: PlanContext, row: LoginRow) => {
  const client = clientOf(context, row);
  return authorizationProbe(context, {
    name: loginRound(row),
    ...(client === undefined ? {} : { client }),
    ...(row.role === 'ehr' ? { fromEhr: true, method: 'POST' as const } : {}),
    endsWithLogin: true,
  });
};

/** Of no specification: whether the configured login comes back with a code. */
const loginCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ role }: LoginRow) => role,
    level: 'SHALL',
    needs: (row) => ({ authorization: loginProbe(context, row) }),
    title: ({ role }) => `Login of the client "${role}" comes back with a code`,
    failureTitle: ({ role }) => `Login of the client "${role}" brings no code`,
    remedy: 'Compare the steps of the login with what was seen at each of them.',
    citations: [],
    requirements: [],
    judge: ({ authorization }) => {
      const { outcome } = authorization;
      if (codeFrom(authorization) !== undefined) return judged([]);
      return judged([
        differs('Login', {
          expected: 'the browser sent back with a code',
          received: withoutCode(authorization).replace(/\.$/, ''),
          ...(outcome.exchange === undefined ? {} : { exchange: outcome.exchange }),
        }),
      ]);
    },
  });

/** Every configured login by itself, to see whether its steps are right. */
export const loginGroup = (context: PlanContext, group: string): readonly Check[] =>
  loginRows(context).map((row) => planCheck(group, 'login', loginCheck(context), row));
