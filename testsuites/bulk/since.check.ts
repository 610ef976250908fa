import { defineCheck, judged, omit, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, describedAnswer } from '../launch/json-reply.ts';
import { aboutBulk, isBulk2 } from './bulk-target.ts';
import { busyReason } from './export.probe.ts';
import { filesIn } from './manifest.probe.ts';
import { outcomesOf } from './files.probe.ts';
import { ASSOCIATED, sinceFilesProbe, sinceKickOffProbe } from './since.probe.ts';
import { fileName } from './told-file.ts';

const ONLY_2 = omit('Bulk Data 1.0.1 certification does not test it.');

export const sinceAccepted = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('param.since.accepted', 'SHALL', CITATION.searchMultiple),
    needs: { tried: sinceKickOffProbe(context) },
    title: 'Export accepts _since',
    failureTitle: 'Export does not accept _since',
    remedy: 'Accept _since with a FHIR instant.',
    judge: ({ tried: { reply, since } }) => {
      if (!isBulk2(context)) return ONLY_2;
      const { index: exchange, response } = reply.exchange;
      if (response.status === 202) return judged([], since);
      const busy = busyReason(reply);
      if (busy !== undefined) return skip(busy, exchange);
      return judged([
        differs('Kick-off with _since', {
          expected: 'HTTP 202',
          received: describedAnswer(reply),
          exchange,
        }),
      ]);
    },
  });

export const sinceEffect = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('param.since.effect', 'SHALL', CITATION.searchMultiple),
    needs: { read: sinceFilesProbe(context) },
    title: 'Only what changed after _since is exported',
    failureTitle: 'What did not change after _since is exported, too',
    remedy: 'Leave out resources whose meta.lastUpdated is not after _since.',
    judge: ({ read }) => {
      if (!isBulk2(context)) return ONLY_2;
      const files = outcomesOf(read).filter(({ type }) => !ASSOCIATED.has(type));
      const findings = files
        .filter(({ outcome: { oldest } }) => oldest !== '' && oldest <= read.since)
        .map((file) =>
          differs('meta.lastUpdated', {
            expected: `after ${read.since}`,
            received: `${file.outcome.oldest} in ${fileName(file)}`,
            exchange: file.exchange.index,
          }),
        );
      const unstamped = files.reduce((sum, { outcome }) => sum + outcome.unstamped, 0);
      const stamped = files.reduce((sum, { outcome }) => sum + outcome.resources, 0) - unstamped;
      if (stamped === 0) {
        const reason =
          unstamped > 0
            ? 'No exported resource has meta.lastUpdated.'
            : `The export after ${read.since} brought nothing to look at: name an earlier instant as bulk.since.`;
        return skip(reason, read.manifest.exchange.index);
      }
      return judged(findings, `${stamped} resources after ${read.since}`);
    },
  });

export const deletedFiles = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('deleted-files', 'SHOULD'),
    needs: { read: sinceFilesProbe(context) },
    title: 'With _since the manifest tells what was deleted',
    failureTitle: 'With _since the manifest does not tell what was deleted',
    remedy: 'List files of transaction Bundles with DELETE entries under deleted.',
    judge: ({ read: { manifest } }) => {
      if (!isBulk2(context)) return ONLY_2;
      const listed = manifest.json['deleted'];
      const files = filesIn(manifest, 'deleted').length;
      if (Array.isArray(listed) && listed.length === files) return judged([], `${files} files`);
      return judged([
        differs('deleted', {
          expected: Array.isArray(listed) ? 'a url with each item' : 'a list',
          received: described(listed),
          exchange: manifest.exchange.index,
        }),
      ]);
    },
  });
