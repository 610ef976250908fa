import { defineCheck, judged, type Judgement, type Needs, omit, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { aboutBulk, isBulk2 } from './bulk-target.ts';
import { busyReason, type Tried, triedProbe } from './export.probe.ts';
import { type Manifest, manifestProbe, outputItems } from './manifest.probe.ts';
import { KICK_OFF } from './export-run.ts';

/** Bulk Data 2.0, _outputFormat: every server takes all three. */
const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];

export const ONLY_2 = omit('Bulk Data 1.0.1 certification does not test it.');

/** What is wrong with the answer to a kick-off that is made for its answer alone. */
export function triedFindings(what: string, { reply, cancelled }: Tried): readonly Finding[] {
  const { index: exchange, response } = reply.exchange;
  if (response.status !== 202) {
    return [differs(what, { expected: 'HTTP 202', received: describedAnswer(reply), exchange })];
  }
  const status = cancelled?.response?.status;
  // Where no answer came nothing is known of the server.
  if (status === undefined || status === 202) return [];
  return [
    differs('DELETE', {
      expected: 'HTTP 202',
      received: `HTTP ${status}`,
      ...(cancelled === undefined ? {} : { exchange: cancelled.index }),
    }),
  ];
}

export const outputFormat = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('param.outputFormat', 'SHALL', CITATION.searchMultiple),
    needs: Object.fromEntries(
      FORMATS.map((format, at) => [
        format,
        triedProbe(context, {
          name: `bulk-outputFormat-${at}`,
          query: `?_outputFormat=${encodeURIComponent(format)}`,
        }),
      ]),
    ) as Needs,
    title: 'Export accepts _outputFormat in each spelling',
    failureTitle: 'Export does not accept _outputFormat in each spelling',
    remedy: `Accept ${FORMATS.join(', ')}, and DELETE of the export that it began.`,
    judge: (evidence): Judgement => {
      if (!isBulk2(context)) return ONLY_2;
      const tried = FORMATS.map((format) => [format, evidence[format] as Tried] as const);
      const busy = tried
        .map(([, { reply }]) => busyReason(reply))
        .find((reason) => reason !== undefined);
      const findings = tried
        .filter(([, { reply }]) => busyReason(reply) === undefined)
        .flatMap(([format, each]) => triedFindings(`Kick-off with _outputFormat=${format}`, each));
      if (findings.length === 0 && busy !== undefined) return skip(busy);
      return judged(findings, `${tried.length} kick-offs`);
    },
  });

/** An export of patients alone, asked for in the address. */
export const PATIENTS_ALONE = { name: 'bulk-type', query: '?_type=Patient' };

/** `_type`: no files but of the types asked for. */
export const typeParameter = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('param._type', 'SHOULD', CITATION.searchMultiple),
    needs: { manifest: manifestProbe(context, PATIENTS_ALONE) },
    title: 'Export is narrowed by _type',
    failureTitle: 'Export is not narrowed by _type',
    remedy: 'Export the types of _type alone.',
    judge: ({ manifest }: { manifest: Manifest }) => {
      const types = outputItems(manifest).map(({ type }) => String(type));
      const others = [...new Set(types.filter((type) => type !== 'Patient'))];
      const { index: exchange } = manifest.exchange;
      if (others.length === 0) return judged([], `${types.length} files`);
      const received = others.join(', ');
      return judged([differs('_type', { expected: 'Patient alone', received, exchange })]);
    },
  });

/** Parameters that say the same as `?_type=Patient` (FHIR R4, Parameters). */
const POSTED = {
  resourceType: 'Parameters',
  parameter: [{ name: '_type', valueString: 'Patient' }],
};

/** Bulk Data 2.0, Kick-off Request: by POST with parameters in the body. */
export const kickOffPost = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('kickoff.post', 'SHOULD', CITATION.searchMultiple),
    needs: { tried: triedProbe(context, { name: 'bulk-post', parameters: POSTED }) },
    title: 'Export can be asked for by POST',
    failureTitle: 'Export cannot be asked for by POST',
    remedy: `Accept POST of a Parameters resource with Prefer: ${KICK_OFF.prefer}.`,
    judge: ({ tried }) => {
      if (!isBulk2(context)) return omit('Bulk Data 1.0.1 knows no kick-off by POST.');
      const busy = busyReason(tried.reply);
      if (busy !== undefined) return skip(busy, tried.reply.exchange.index);
      return judged(triedFindings('Kick-off by POST', tried));
    },
  });
