import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { backendGrantProbe } from './backend-token.probe.ts';

const REQUIREMENT = 'smart.backend.jwks-url';

/** Whether keys were fetched is seen at the registration alone; a token shows that they verify. */
export const jwksUrl = (context: PlanContext) =>
  defineCheck({
    id: 'jwks-url',
    level: 'SHALL',
    needs: { grant: backendGrantProbe(context) },
    title: 'Keys of systems are fetched from their JWKS URL',
    failureTitle: 'Keys of systems are not fetched from their JWKS URL',
    remedy:
      'Register the client by the TLS-protected URL of its JWKS and fetch keys from there, following rotation.',
    citations: [CITATION.systemScopes],
    requirements: [REQUIREMENT],
    judge: ({ grant }) => {
      const attestation = context.config.attestations.find(
        ({ requirement }) => requirement === REQUIREMENT,
      );
      return {
        kind: 'attestable',
        question: `Is ${grant.clientId} registered by the TLS-protected URL of its JWKS, and was that URL fetched for the token of this run?`,
        ...(attestation === undefined ? {} : { attestation }),
      };
    },
  });
