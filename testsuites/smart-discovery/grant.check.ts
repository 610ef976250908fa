import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { judgeListed } from './listed.ts';

/** A grant type of OAuth 2.0 that a certified server offers. */
export interface GrantRow {
  readonly grant: 'authorization_code' | 'client_credentials';
  readonly citation: string;
  /** Named in the test procedure, not looked at by the official tool. */
  readonly advice: boolean;
}

export const GRANTS: readonly GrantRow[] = [
  { grant: 'authorization_code', citation: CITATION.firstConnection, advice: false },
  { grant: 'client_credentials', citation: CITATION.systemScopes, advice: true },
];

/** SMART App Launch 2.0, Conformance, grant_types_supported. */
export const grant = (context: PlanContext) =>
  defineCheck({
    id: ({ grant }: GrantRow) => `grant.${grant}`,
    level: 'SHALL',
    advice: ({ advice }) => advice,
    needs: { configuration: smartConfigurationProbe(context) },
    title: ({ grant }) => `SMART configuration offers the grant ${grant}`,
    failureTitle: ({ grant }) => `SMART configuration does not offer the grant ${grant}`,
    remedy: ({ grant }) => `List "${grant}" in grant_types_supported.`,
    citations: ({ citation }) => [citation],
    requirements: ({ grant }) => [`smart.discovery.grant.${grant}`],
    judge: ({ configuration }, { grant }) =>
      judgeListed(configuration, 'grant_types_supported', grant),
  });
