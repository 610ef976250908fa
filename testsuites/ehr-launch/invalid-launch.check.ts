import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appAuthorizationProbe } from '../launch/app-launch.ts';
import { judgeNoCode } from '../refusals/refused-authorization.ts';
import { invalidLaunch } from './ehr.probe.ts';

/** SMART App Launch 2, EHR launch: a launch value stands for what the EHR gave it out for. */
export const launchInvalid = (context: PlanContext) =>
  defineCheck({
    id: 'launch.invalid',
    level: 'SHALL',
    advice: true,
    needs: { authorization: appAuthorizationProbe(context, invalidLaunch(context)) },
    title: 'Unknown launch value brings no code',
    failureTitle: 'Unknown launch value brings a code',
    remedy: 'Refuse authorization requests with a launch value you did not give out.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.launch.invalid'],
    judge: ({ authorization }) =>
      judgeNoCode(authorization, 'Authorization request with an unknown launch value'),
  });
