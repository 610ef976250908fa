import type { Desk } from '../adapters/login-desk/desk-store.ts';
import { pageOf } from '../adapters/login-desk/person-desk.ts';
import type { RunRecord } from '../core/ports.ts';
import type { CheckResult } from '../core/results.ts';
import { type ApiEvent, Refusal } from './api-handler.ts';

/** A run as lists show it: what it was asked, and where it lies on a disk, is not for everyone. */
export const shownRun = ({
  config: _config,
  folder: _folder,
  ...run
}: RunRecord): Omit<RunRecord, 'config' | 'folder'> => run;

/** The login that a run waits for: where a person is to go, and until when. */
export const shownLogin = (desk: Desk | undefined) => {
  const { login } = desk ?? {};
  if (desk === undefined || login === undefined) return {};
  const { round, stage, url, until, note } = login;
  const page = pageOf(desk, login);
  return { login: { page, round, stage, url, until: new Date(until).toISOString(), note } };
};

/** A check as a run's page shows it; findings stand in the report. */
export const shownCheck = ({ id, title, group, level, verdict, message }: CheckResult) => ({
  id,
  title,
  group,
  level,
  verdict,
  message,
});

/** The run id in the path. */
export function runIdOf({ pathParameters }: ApiEvent): string {
  const id = pathParameters?.['id'];
  if (id === undefined || !/^[\w-]{1,80}$/.test(id)) throw new Refusal(404, 'there is no such run');
  return id;
}
