import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { clinicalScopes, readable } from '../launch/scopes.ts';
import { ehrLaunch, ehrTypes } from './ehr.probe.ts';

const CORE = ['openid', 'fhirUser', 'launch', 'offline_access'];

/** (g)(10) test procedure, EHR launch: identity, context and refresh are granted. */
export const scopesCore = (context: PlanContext) =>
  defineCheck({
    id: 'scopes.core',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, ehrLaunch(context)) },
    title: 'Scopes openid, fhirUser, launch and offline_access are granted',
    failureTitle: 'Not all of openid, fhirUser, launch and offline_access are granted',
    remedy: 'Grant these four scopes in EHR launches when they are asked for.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.scopes.core'],
    judge: ({ grant }) => {
      const { index: exchange } = grant.reply.exchange;
      const unasked = CORE.filter((scope) => !grant.requested.includes(scope));
      if (unasked.length > 0) {
        return skip(`Add ${unasked.join(', ')} to auth.clients.ehr.scopes: not asked for.`);
      }
      return judged(
        CORE.filter((scope) => !grant.granted.includes(scope)).map((scope) =>
          differs('scope', { expected: `"${scope}"`, received: 'not granted', exchange }),
        ),
      );
    },
  });

/** (g)(10) test procedure, EHR launch: user-level scopes for all data of USCDI. */
export const scopesUserLevel = (context: PlanContext) =>
  defineCheck({
    id: 'scopes.user-level',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, ehrLaunch(context)) },
    title: 'User-level scopes cover the patient data of US Core',
    failureTitle: 'User-level scopes do not cover the patient data of US Core',
    remedy: 'Grant user/[type].rs, in the syntax of SMART 2, for every type named.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.scopes.user-level'],
    judge: ({ grant }) => {
      const { index: exchange } = grant.reply.exchange;
      const types = ehrTypes(context);
      const asked = clinicalScopes(grant.requested);
      const unasked = types.filter((type) => !readable(asked, type, ['user']));
      if (unasked.length > 0) {
        return skip(`Add user/[type].rs for ${unasked.join(', ')} to auth.clients.ehr.scopes.`);
      }
      const granted = clinicalScopes(grant.granted);
      const v2 = granted.filter(({ syntax }) => syntax === 'v2');
      return judged(
        types
          .filter((type) => !readable(v2, type, ['user']))
          .map((type) =>
            differs('scope', {
              expected: `a readable user-level scope of SMART 2 for ${type}`,
              received: `none among ${granted.length} clinical scopes granted`,
              exchange,
            }),
          ),
        `${types.length} types`,
      );
    },
  });
