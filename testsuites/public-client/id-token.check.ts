import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe, textIn } from '../launch/app-launch.ts';
import { described } from '../launch/json-reply.ts';
import { publicLaunch } from './public-launch.ts';

/** SMART App Launch 2, scopes for identity: openid brings an id_token. */
export const idToken = (context: PlanContext) =>
  defineCheck({
    id: 'id-token',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, publicLaunch(context)) },
    title: 'Public client receives an id_token',
    failureTitle: 'Public client receives no id_token',
    remedy: 'Put an id_token into the token response when openid was granted.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.public.id-token'],
    judge: ({ grant }) => {
      if (textIn(grant, 'id_token') !== undefined) return judged([]);
      const { index: exchange } = grant.reply.exchange;
      const received = described(grant.json['id_token']);
      return judged([differs('id_token', { expected: 'a signed JWT', received, exchange })]);
    },
  });
