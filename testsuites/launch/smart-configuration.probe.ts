import { oncePerPlan } from '../../core/once-per-plan.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { describedAnswer, jsonReply, objectIn, type JsonReply } from './json-reply.ts';

/** The discovery document as read: endpoints are absolute, relative ones resolved. */
export interface SmartConfiguration {
  /** Index of the exchange that brought it. */
  readonly exchange: number;
  readonly json: JsonObject;
  readonly fhirBaseUrl: string;
}

/** Answer of the discovery endpoint, whatever it is (SMART App Launch 2.0, Conformance). */
export const discoveryProbe = oncePerPlan(
  ({ config }: PlanContext): Probe<JsonReply> =>
    defineProbe({
      id: 'smart-discovery',
      needs: {},
      gather: async (io) =>
        jsonReply(
          await io.answer({
            url: `${config.target.fhirBaseUrl}/.well-known/smart-configuration`,
            headers: { accept: 'application/json' },
          }),
        ),
    }),
);

/** The discovery document, where the server has one. */
export const smartConfigurationProbe = oncePerPlan(
  (context: PlanContext): Probe<SmartConfiguration> =>
    defineProbe({
      id: 'smart-configuration',
      needs: { discovery: discoveryProbe(context) },
      gather: async (_io, { discovery }) => {
        const json = objectIn(discovery);
        const { exchange } = discovery;
        if (json === undefined || exchange.response.status !== 200) {
          return lacking(
            `There is no SMART configuration to go by: /.well-known/smart-configuration answered ${describedAnswer(discovery)}.`,
            exchange.index,
          );
        }
        return { exchange: exchange.index, json, fhirBaseUrl: context.config.target.fhirBaseUrl };
      },
    }),
);

/** An endpoint of the discovery document; a relative value is resolved against the FHIR base. */
export function endpointIn(
  { json, fhirBaseUrl }: SmartConfiguration,
  name: string,
): string | undefined {
  const value = json[name];
  if (typeof value !== 'string' || value === '') return undefined;
  const url = URL.parse(value, `${fhirBaseUrl}/`);
  return url === null || !/^https?:$/.test(url.protocol) ? undefined : url.href;
}

/** Where credentials may go: the target, what its discovery document names, and what the config adds. */
export function trustedOrigins(
  configuration: SmartConfiguration,
  { config }: PlanContext,
): ReadonlySet<string> {
  const named = [
    configuration.fhirBaseUrl,
    endpointIn(configuration, 'authorization_endpoint'),
    endpointIn(configuration, 'token_endpoint'),
    ...config.target.trustedOrigins,
  ];
  return new Set(
    named.flatMap((url) => {
      const origin = url === undefined ? undefined : URL.parse(url)?.origin;
      return origin === undefined ? [] : [origin];
    }),
  );
}
