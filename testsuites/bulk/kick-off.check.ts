import { defineCheck, judged, skip } from '../../core/check.ts';
import { header } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply } from '../launch/json-reply.ts';
import { busyReason, type KickedOff, kickOffProbe } from './export.probe.ts';

/** Something that the answer to a kick-off shows (Bulk Data, Kick-off Request). */
export interface KickOffRow {
  readonly name: 'accepted' | 'content-location' | 'async-header';
  readonly title: string;
  readonly failureTitle: string;
  readonly remedy: string;
  readonly findings: (reply: JsonReply) => readonly Finding[];
}

const differing = (what: string, expected: string, reply: JsonReply, received?: string): Finding =>
  differs(what, {
    expected,
    received: received ?? describedAnswer(reply),
    exchange: reply.exchange.index,
  });

export const KICK_OFFS: readonly KickOffRow[] = [
  {
    name: 'accepted',
    title: 'Group export is accepted',
    failureTitle: 'Group export is not accepted',
    remedy: 'Answer GET Group/[id]/$export with Prefer: respond-async with HTTP 202.',
    findings: (reply) =>
      reply.exchange.response.status === 202 ? [] : [differing('Kick-off', 'HTTP 202', reply)],
  },
  {
    name: 'content-location',
    title: 'Accepted export says where to ask for its status',
    failureTitle: 'Accepted export does not say where to ask for its status',
    remedy: 'Send the absolute URL of the status in Content-Location with the 202.',
    findings: (reply) => {
      const { response } = reply.exchange;
      if (response.status !== 202) return [differing('Kick-off', 'HTTP 202', reply)];
      const location = header(response.headers, 'content-location');
      const isUrl = /^https?:\/\//.test(location ?? '');
      return isUrl
        ? []
        : [differing('Content-Location', 'an absolute URL', reply, location ?? 'no such header')];
    },
  },
  {
    name: 'async-header',
    title: 'Prefer: respond-async is understood',
    failureTitle: 'Prefer: respond-async is not understood',
    remedy: 'Answer at once with HTTP 202 and prepare the files in the background.',
    findings: (reply) => {
      const { status } = reply.exchange.response;
      return status >= 200 && status < 300 && status !== 202
        ? [differing('Kick-off', 'HTTP 202 without data', reply)]
        : [];
    },
  },
];

/** That a kick-off had to wait for another export is no departure, and worth knowing. */
function waitNote({ busy }: KickedOff): readonly Finding[] {
  if (busy === undefined) return [];
  const why = busy.hasLost
    ? 'an export that an interruption of this run cut off was probably still under way'
    : 'it had other exports under way';
  return [
    {
      severity: 'information',
      message: `The server began the export after ${busy.waited} seconds: ${why}.`,
      exchange: busy.exchange,
    },
  ];
}

export const kickOffCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: KickOffRow) => `kickoff.${name}`,
    level: 'SHALL',
    needs: { reply: kickOffProbe(context) },
    title: ({ title }) => title,
    failureTitle: ({ failureTitle }) => failureTitle,
    remedy: ({ remedy }) => remedy,
    citations: [CITATION.searchMultiple],
    requirements: ({ name }) => [`bulk.kickoff.${name}`],
    judge: ({ reply }, { findings }) => {
      const busy = busyReason(reply);
      if (busy !== undefined) return skip(busy, reply.exchange.index);
      return judged([...findings(reply), ...waitNote(reply)]);
    },
  });
