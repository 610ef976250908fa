import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { type Category, granularLaunch, isGranted, type ScopeSet } from './scope-sets.ts';

/** A category within the launch that asks for it. */
export interface GrantRow {
  readonly set: ScopeSet;
  readonly category: Category;
}

/** US Core, granular scopes: categories that servers support. */
export const grant = (context: PlanContext) =>
  defineCheck({
    id: ({ category }: GrantRow) => `grant.${category.type.toLowerCase()}.${category.code}`,
    level: 'SHALL',
    needs: ({ set }) => ({ grant: appGrantProbe(context, granularLaunch(context, set)) }),
    title: ({ category: { type, code } }) => `Scope for ${type} of category ${code} is granted`,
    failureTitle: ({ category: { type, code } }) =>
      `Scope for ${type} of category ${code} is not granted`,
    remedy: ({ category: { type, system, code } }) =>
      `Grant patient/${type}.rs?category=${system}|${code} when it is asked for.`,
    citations: [CITATION.firstConnection],
    requirements: ({ category }) => [
      `smart.granular.grant.${category.type.toLowerCase()}.${category.code}`,
    ],
    judge: ({ grant }, { category }) => {
      if (isGranted(grant.granted, category)) return judged([]);
      return judged([
        differs('scope', {
          expected: `patient/${category.type}.rs?category=${category.system}|${category.code}`,
          received: grant.granted.join(' '),
          exchange: grant.reply.exchange.index,
        }),
      ]);
    },
  });
