import type { RunRecord } from '../core/ports.ts';
import type { CheckResult } from '../core/results.ts';
import { type ApiEvent, Refusal } from './api-handler.ts';

/** A run as lists show it: what it was asked, and where it lies on a disk, is not for everyone. */
export const shownRun = ({
  config: _config,
  folder: _folder,
  ...run
}: RunRecord): Omit<RunRecord, 'config' | 'folder'> => run;

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
