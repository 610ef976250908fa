import { defineCheck, type Judgement } from '../../core/check.ts';
import { attempted } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { sinceEffect } from '../bulk/since.check.ts';
import { sinceFilesProbe } from '../bulk/since.probe.ts';
import { asked, decided, type Tried } from './decided.ts';
import { BULK_SINCE as ROW } from './questions.ts';

/** What the check of the export came to, as far as it decides; an empty export shows nothing. */
function tried(judgement: Judgement): Tried {
  if (judgement.kind !== 'judged') return { open: 'No export with _since showed it.' };
  const { findings, shown } = judgement;
  if (findings.length > 0) return { findings };
  return shown === undefined || shown.startsWith('0 ')
    ? { open: 'The export with _since brought nothing to look at.' }
    : { shown: `an export brought ${shown}` };
}

/** (g)(10) visual inspection 11.17, by the export that `bulk.param.since.effect` looks at. */
export const bulkSince = (context: PlanContext) => {
  const effect = sinceEffect(context);
  return defineCheck({
    id: ROW.requirement,
    level: 'SHALL',
    needs: { read: attempted(sinceFilesProbe(context)) },
    title: ROW.title,
    failureTitle: 'Exports do not obey _since',
    remedy: 'Leave out resources whose meta.lastUpdated is not after _since.',
    citations: ROW.citations,
    requirements: [ROW.requirement],
    judge: ({ read }, row) =>
      'without' in read
        ? asked(context, ROW)
        : decided(context, ROW, tried(effect.judge({ read: read.brought }, row))),
  });
};
