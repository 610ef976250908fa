import type { JsonObject } from '../../core/json.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { openidConfigurationProbe } from './id-token.probe.ts';

/** The issuer's configuration as read. */
export interface OpenidConfiguration {
  readonly exchange: number;
  readonly json: JsonObject;
}

/** The issuer's configuration, where there is one. */
export const readOpenidConfigurationProbe = (context: PlanContext): Probe<OpenidConfiguration> =>
  defineProbe({
    id: 'openid-configuration(read)',
    needs: { configuration: openidConfigurationProbe(context) },
    gather: async (_io, { configuration }) => {
      const json = objectIn(configuration);
      const { index: exchange, response } = configuration.exchange;
      return json === undefined || response.status !== 200
        ? lacking(
            `There is no OpenID configuration to go by: the issuer answered ${describedAnswer(configuration)}.`,
            exchange,
          )
        : { exchange, json };
    },
  });
