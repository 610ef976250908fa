import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { isAtLeast } from '../launch/us-core-types.ts';
import { judgeListed } from './listed.ts';

/** A SMART capability that certification asks for. */
export interface SmartCapabilityRow {
  readonly capability: string;
  /** First US Core version whose certification asks for it. */
  readonly since?: string;
}

/** Those that the standalone launches go by, then those of the EHR launches alone. */
const CAPABILITIES: readonly SmartCapabilityRow[] = [
  { capability: 'launch-standalone' },
  { capability: 'client-public' },
  { capability: 'context-standalone-patient' },
  { capability: 'permission-patient' },
  { capability: 'client-confidential-symmetric' },
  { capability: 'client-confidential-asymmetric' },
  { capability: 'sso-openid-connect' },
  { capability: 'permission-offline' },
  { capability: 'authorize-post' },
  { capability: 'permission-v2' },
  { capability: 'permission-v1' },
  { capability: 'launch-ehr' },
  { capability: 'context-banner' },
  { capability: 'context-style' },
  { capability: 'context-ehr-patient' },
  { capability: 'permission-user' },
  { capability: 'context-ehr-encounter', since: '5.0.1' },
];

export const smartCapabilities = (usCore: string): readonly SmartCapabilityRow[] =>
  CAPABILITIES.filter(({ since }) => since === undefined || isAtLeast(usCore, since));

/** SMART App Launch 2.0, Conformance, capabilities. */
export const capability = (context: PlanContext) =>
  defineCheck({
    id: ({ capability }: SmartCapabilityRow) => `capability.${capability}`,
    level: 'SHALL',
    needs: { configuration: smartConfigurationProbe(context) },
    title: ({ capability }) => `SMART configuration lists the capability ${capability}`,
    failureTitle: ({ capability }) =>
      `SMART configuration does not list the capability ${capability}`,
    remedy: ({ capability }) => `Support and list "${capability}" in capabilities.`,
    citations: [CITATION.firstConnection],
    requirements: ({ capability }) => [`smart.discovery.capability.${capability}`],
    judge: ({ configuration }, { capability }) =>
      judgeListed(configuration, 'capabilities', capability),
  });
