import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { asked } from './decided.ts';
import type { AttestedRow } from './questions.ts';

/** A statement in the configuration stands for what no machine can see. */
export const attested = (context: PlanContext) =>
  defineCheck({
    id: ({ requirement }: AttestedRow) => requirement,
    level: 'SHALL',
    needs: {},
    title: ({ title }) => title,
    failureTitle: ({ title }) => `Not shown: ${title}`,
    remedy: ({ requirement }) =>
      `Add an attestation of ${requirement} (by, on, text) to the configuration.`,
    citations: ({ citations }) => citations,
    requirements: ({ requirement }) => [requirement],
    judge: (_nothing, row) => asked(context, row),
  });
