import { defineCheck, judged, omit, skip } from '../../core/check.ts';
import { defineProbe, notAsked, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { announced, bulkStatementProbe } from './capability.check.ts';
import {
  busyReason,
  exportAsk,
  type ExportRow,
  kickOffProbe,
  type Tried,
  tryExport,
} from './export.probe.ts';
import { triedFindings } from './parameter.check.ts';

/** An export of more than a group (Bulk Data, Endpoints). */
export interface LevelRow {
  readonly id: 'patient-level' | 'system-level';
  readonly what: string;
  readonly of: 'Patient' | 'system';
  /** Last part of the operation's canonical. */
  readonly definition: string;
}

export const LEVELS: readonly LevelRow[] = [
  { id: 'patient-level', what: 'all patients', of: 'Patient', definition: 'patient-export' },
  { id: 'system-level', what: 'the whole system', of: 'system', definition: 'export' },
];

/** The kick-off of a level that the capability statement announces, cancelled at once. */
const levelProbe = (context: PlanContext, { id, of, definition }: LevelRow): Probe<Tried> =>
  defineProbe({
    id: `bulk-level(${of})`,
    needs: { statement: bulkStatementProbe(context), whole: kickOffProbe(context) },
    gather: async (io, { statement, whole }) => {
      const isAnnounced = announced(statement.resource, of).some(
        ({ name, definition: canonical }) =>
          ['export', definition].includes(String(name)) ||
          String(canonical).split('|')[0]?.endsWith(`/OperationDefinition/${definition}`) === true,
      );
      if (!isAnnounced) return notAsked('The capability statement does not announce it.');
      const row: ExportRow = { name: `bulk-${id}`, of, query: '?_type=Patient' };
      const ask = exportAsk(context, row);
      if ('lacking' in ask) return ask;
      return tryExport(io, ask, whole);
    },
  });

export const levelCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ id }: LevelRow) => `kickoff.${id}`,
    level: 'SHOULD',
    needs: (row) => ({ tried: levelProbe(context, row) }),
    title: ({ what }) => `Announced export of ${what} is accepted`,
    failureTitle: ({ what }) => `Export of ${what} is announced and not accepted`,
    remedy: ({ what }) => `Accept exports of ${what}, or do not announce them.`,
    citations: [CITATION.dataResponseMultiple],
    requirements: [],
    advice: true,
    judge: ({ tried }, { what }) => {
      const { index, response } = tried.reply.exchange;
      const busy = busyReason(tried.reply);
      if (busy !== undefined) return skip(busy, index);
      // What the client was not registered for is no fault of the server.
      if (response.status === 403) return omit('The client may not export it (HTTP 403).');
      return judged(triedFindings(`Kick-off for ${what}`, tried));
    },
  });
