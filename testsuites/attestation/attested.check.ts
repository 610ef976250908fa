import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { AttestedRow } from './questions.ts';

/** A statement in the configuration stands for what no machine can see. */
export const attested = ({ config }: PlanContext) =>
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
    judge: (_nothing, { requirement, question }) => {
      const given = config.attestations.find((each) => each.requirement === requirement);
      if (given === undefined) return { kind: 'attestable', question };
      const { by, on, text } = given;
      return { kind: 'attestable', question, attestation: { by, on, text } };
    },
  });
