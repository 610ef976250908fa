import { isLacking, defineProbe, lacking, type Ask, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { appGrantProbe, textIn } from '../launch/app-launch.ts';
import { authenticatedRequest } from '../launch/client-assertion.ts';
import { NO_STANDALONE_CLIENT, standaloneClient } from '../launch/client.ts';
import { describedAnswer, jsonReply, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { tokenEndpointFor } from '../launch/token-exchange.probe.ts';
import { publicLaunch } from '../public-client/public-launch.ts';

/**
 * Answer to the app of the standalone launch where it brings a refresh token of the public app. The
 * public app has used one before: else a refusal would show nothing.
 */
export const foreignRefreshProbe = (context: PlanContext): Probe<JsonReply> => {
  const launch = publicLaunch(context);
  return defineProbe({
    id: 'refresh(of another client)',
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: appGrantProbe(context, launch),
    },
    gather: async (io, { configuration, grant }) => {
      const own = tokenEndpointFor(context, configuration, launch.client);
      if ('lacking' in own) return own;
      const other = standaloneClient(context);
      if (other === undefined) return lacking(NO_STANDALONE_CLIENT);
      if (other.clientId === own.client.clientId) {
        return lacking('The public app and that of the standalone launch are one client.');
      }
      const refreshToken = textIn(grant, 'refresh_token');
      if (refreshToken === undefined) {
        return lacking('The public app was given no refresh token.', grant.reply.exchange.index);
      }
      const send = async (client: typeof other, key: string, token: string) => {
        const form = { grant_type: 'refresh_token', refresh_token: token };
        const name = `foreign-refresh/${key}`;
        const request = await authenticatedRequest(io, client, own.tokenEndpoint, name, form);
        return isLacking(request) ? request : jsonReply(await io.answer(request as Ask));
      };
      const right = await send(own.client, 'right', refreshToken);
      if (isLacking(right)) return right;
      const json = objectIn(right as JsonReply);
      const { exchange } = right as JsonReply;
      if (exchange.response.status !== 200 || json === undefined) {
        return lacking(
          `The public app itself could not refresh either: ${describedAnswer(right as JsonReply)}.`,
          exchange.index,
        );
      }
      return send(other, 'other', textIn({ json }, 'refresh_token') ?? refreshToken);
    },
  });
};
