import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { selectionLaunch, typeScopes } from './scope-sets.ts';

/** (g)(10) test procedure: what has no categories is granted as a whole. */
export const selectionPatientScope = (context: PlanContext) =>
  defineCheck({
    id: 'selection.patient-scope',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, selectionLaunch(context)) },
    title: 'Patient is granted as a whole where categories of others are chosen',
    failureTitle: 'Patient is not granted as a whole where categories of others are chosen',
    remedy: 'Grant patient/Patient.rs as asked for.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.granular.selection.patient-scope'],
    judge: ({ grant }) => {
      const isThere = typeScopes(grant.granted).some(
        ({ type, rights, query }) =>
          type === 'Patient' && query === undefined && /^c?ru?d?s?$/.test(rights),
      );
      const received = grant.granted.join(' ');
      const { index: exchange } = grant.reply.exchange;
      return judged(
        isThere ? [] : [differs('scope', { expected: 'patient/Patient.rs', received, exchange })],
      );
    },
  });
