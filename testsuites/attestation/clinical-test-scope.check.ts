import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { type Category, granularLaunch, isGranted, type ScopeSet } from '../granular/scope-sets.ts';

/** Observations of procedures and clinical tests (HL7 observation-category). */
const CLINICAL_TEST: Category = {
  type: 'Observation',
  system: 'http://terminology.hl7.org/CodeSystem/observation-category',
  code: 'procedure',
};

const SET: ScopeSet = { name: 'clinical-test', categories: [CLINICAL_TEST] };

/** (g)(10) visual inspection 11.18, asked for instead of attested. */
export const clinicalTestScope = (context: PlanContext) =>
  defineCheck({
    id: 'g10.visual.clinical-test-scope',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, granularLaunch(context, SET)) },
    title: 'Scope for clinical tests is granted',
    failureTitle: 'Scope for clinical tests is not granted',
    remedy: `Grant patient/Observation.rs?category=${CLINICAL_TEST.system}|${CLINICAL_TEST.code} when it is asked for.`,
    citations: [CITATION.firstConnection],
    requirements: ['g10.visual.clinical-test-scope'],
    judge: ({ grant }) =>
      judged(
        isGranted(grant.granted, CLINICAL_TEST)
          ? []
          : [
              differs('scope', {
                expected: 'a scope for Observation of category procedure',
                received: grant.granted.join(' '),
                exchange: grant.reply.exchange.index,
              }),
            ],
      ),
  });
