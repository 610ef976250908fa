import { defineCheck, judged, skip } from '../../core/check.ts';
import { header } from '../../core/exchange.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { mediaType } from '../launch/json-reply.ts';
import { discoveryProbe } from '../launch/smart-configuration.probe.ts';

/** SMART App Launch 2.0, Conformance: the document is application/json. */
export const contentType = (context: PlanContext) =>
  defineCheck({
    id: 'content-type',
    level: 'SHALL',
    needs: { discovery: discoveryProbe(context) },
    title: 'SMART configuration is labelled application/json',
    failureTitle: 'SMART configuration is not labelled application/json',
    remedy: 'Send Content-Type: application/json with /.well-known/smart-configuration.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.content-type'],
    judge: ({ discovery: { exchange } }) => {
      const { status, headers } = exchange.response;
      if (status !== 200) {
        return skip(`No SMART configuration came, but HTTP ${status}.`, exchange.index);
      }
      if (mediaType(exchange) === 'application/json') return judged([]);
      return judged([
        differs('Content-Type', {
          expected: 'application/json',
          received: header(headers, 'content-type') ?? 'no such header',
          exchange: exchange.index,
        }),
      ]);
    },
  });
