import { defineCheck } from '../../core/check.ts';
import { attempted } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { selectionLaunch } from '../granular/scope-sets.ts';
import { appAuthorizationProbe } from '../launch/app-launch.ts';
import type { Authorization } from '../launch/authorization.probe.ts';
import { choicesOn, consentPage } from './consent-words.ts';
import { asked, decided, type Tried } from './decided.ts';
import { type AttestedRow, CONDITION_CATEGORIES, OBSERVATION_CATEGORIES } from './questions.ts';

/** Parts of a type that have to be on offer, and how pages may call each. */
export interface OfferedRow {
  readonly asks: AttestedRow;
  readonly categories: Readonly<Record<string, RegExp>>;
}

/** (g)(10) test procedure, selection of categories (US Core, granular scopes). */
export const OFFERED: readonly OfferedRow[] = [
  {
    asks: CONDITION_CATEGORIES,
    categories: {
      'encounter diagnosis': /encounter[- ]diagnos|visit[- ]diagnos/i,
      'problem list': /problem[- ]?list/i,
      'health concern': /health[- ]concern/i,
    },
  },
  {
    asks: OBSERVATION_CATEGORIES,
    categories: {
      'clinical test': /clinical[- ]test|category\|procedure/i,
      laboratory: /laborator|\blabs?\b/i,
      'social history': /social[- ]history/i,
      SDOH: /\bsdoh\b|social determinants/i,
      survey: /survey|questionnaire/i,
      'vital signs': /vital[- ]?signs?/i,
    },
  },
];

/** A choice may be called otherwise, or open only at a click: what is not found is left to a person. */
function readOff(authorization: Authorization, { categories }: OfferedRow): Tried {
  const page = consentPage(authorization);
  const choices = page === undefined ? undefined : choicesOn(page);
  if (page === undefined || choices === undefined) {
    return { open: 'No page was seen on which a user chooses.' };
  }
  const names = Object.entries(categories);
  const missing = names.filter(([, words]) => !choices.some((choice) => words.test(choice)));
  return missing.length === 0
    ? { shown: `the page seen in exchange ${page.exchange} lets all ${names.length} be chosen` }
    : {
        open: `On the page seen in exchange ${page.exchange} no choice was found for ${missing.map(([name]) => name).join(', ')}.`,
      };
}

export const offeredCategories = (context: PlanContext) =>
  defineCheck({
    id: ({ asks }: OfferedRow) => asks.requirement,
    level: 'SHALL',
    needs: { login: attempted(appAuthorizationProbe(context, selectionLaunch(context))) },
    title: ({ asks }) => asks.title,
    failureTitle: ({ asks }) => `Not shown: ${asks.title}`,
    remedy: ({ asks }) =>
      `Add an attestation of ${asks.requirement} (by, on, text) to the configuration.`,
    citations: ({ asks }) => asks.citations,
    requirements: ({ asks }) => [asks.requirement],
    judge: ({ login }, row) =>
      'without' in login
        ? asked(context, row.asks)
        : decided(context, row.asks, readOff(login.brought, row)),
  });
