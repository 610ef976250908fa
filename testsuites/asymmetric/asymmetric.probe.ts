import type { SigningAlgorithm } from '../../core/client-key.ts';
import { isAnswered } from '../../core/exchange.ts';
import {
  type Ask,
  defineProbe,
  failedToGather,
  isLacking,
  lacking,
  type Lacking,
  type Probe,
  type ProbeIo,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type AppLaunch, appGrantProbe, textIn } from '../launch/app-launch.ts';
import {
  type AssertionChange,
  assertedRequest,
  clientAssertion,
} from '../launch/client-assertion.ts';
import { type LaunchClient, launchClient } from '../launch/client.ts';
import {
  describedAnswer,
  FHIR_JSON,
  jsonReply,
  objectIn,
  type JsonReply,
} from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { tokenEndpointFor } from '../launch/token-exchange.probe.ts';
import { DEFECTS } from './defects.ts';

/** A launch of an app that proves who it is by its key. */
export const asymmetricLaunch = (context: PlanContext): AppLaunch => ({
  name: 'asymmetric',
  client: launchClient(context, 'asymmetric'),
  missing:
    'No launch of a client with a key was made: add auth.clients.asymmetric (clientId, key.jwk or key.kms, redirectUri and login steps) to the configuration.',
});

/** Both are to be supported (SMART App Launch 2, Client Authentication: Asymmetric). */
export const ALGORITHMS: readonly SigningAlgorithm[] = ['RS384', 'ES384'];

/** What came of refreshes with right assertions and with wrong ones, in this order. */
export interface AsymmetricSequence {
  readonly refresh: JsonReply;
  /** The patient read with the refreshed token. */
  readonly read?: JsonReply;
  readonly byAlgorithm: ReadonlyMap<SigningAlgorithm, JsonReply | Lacking>;
  /** Absent where right assertions are not taken either. */
  readonly byDefect?: ReadonlyMap<string, JsonReply | Lacking>;
}

const succeeded = ({ exchange }: JsonReply): boolean => exchange.response.status === 200;

/** Refreshes one after another, each with the newest refresh token that came. */
class Refresher {
  #refreshToken: string;
  readonly #io: ProbeIo;
  readonly #client: LaunchClient;
  readonly #tokenEndpoint: string;

  constructor(io: ProbeIo, client: LaunchClient, tokenEndpoint: string, refreshToken: string) {
    this.#io = io;
    this.#client = client;
    this.#tokenEndpoint = tokenEndpoint;
    this.#refreshToken = refreshToken;
  }

  assertion(name: string, change?: AssertionChange): Promise<string | Lacking> {
    const key = `asymmetric/${name}`;
    return clientAssertion(this.#io, this.#client, this.#tokenEndpoint, key, change);
  }

  async with(name: string, assertion: string | Lacking): Promise<JsonReply | Lacking> {
    if (isLacking(assertion)) return assertion;
    const form = { grant_type: 'refresh_token', refresh_token: this.#refreshToken };
    const request: Ask = assertedRequest(
      this.#tokenEndpoint,
      `asymmetric/${name}`,
      form,
      assertion as string,
    );
    const exchange = await this.#io.ask(request);
    if (!isAnswered(exchange)) return failedToGather(exchange.noAnswer.detail, exchange.index);
    const reply = jsonReply(exchange);
    const next = objectIn(reply)?.['refresh_token'];
    if (succeeded(reply) && typeof next === 'string' && next !== '') this.#refreshToken = next;
    return reply;
  }
}

async function readPatient(
  io: ProbeIo,
  { config }: PlanContext,
  reply: JsonReply,
  patient: string | undefined,
): Promise<JsonReply | undefined> {
  const accessToken = objectIn(reply)?.['access_token'];
  if (!succeeded(reply) || typeof accessToken !== 'string' || patient === undefined) {
    return undefined;
  }
  io.authorize('asymmetric refreshed', { accessToken });
  const exchange = await io.answer({
    url: `${config.target.fhirBaseUrl}/Patient/${encodeURIComponent(patient)}`,
    headers: { accept: FHIR_JSON },
    context: 'asymmetric refreshed',
  });
  return jsonReply(exchange);
}

/** Refreshes with each algorithm and each defect; nobody has to log in for any of them. */
export const asymmetricSequenceProbe = (context: PlanContext): Probe<AsymmetricSequence> => {
  const launch = asymmetricLaunch(context);
  return defineProbe({
    id: 'asymmetric-sequence',
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: appGrantProbe(context, launch),
    },
    gather: async (io, { configuration, grant }) => {
      const endpoint = tokenEndpointFor(context, configuration, launch.client);
      if ('lacking' in endpoint) return endpoint;
      const refreshToken = textIn(grant, 'refresh_token');
      if (refreshToken === undefined) {
        return lacking(
          'There is no refresh token to use: the token response of the client with a key has none.',
          grant.reply.exchange.index,
        );
      }
      const refresher = new Refresher(io, endpoint.client, endpoint.tokenEndpoint, refreshToken);
      const used = await refresher.assertion('refresh');
      const refresh = await refresher.with('refresh', used);
      if (isLacking(refresh)) return refresh;
      const read = await readPatient(io, context, refresh, textIn(grant, 'patient'));
      const byAlgorithm = new Map<SigningAlgorithm, JsonReply | Lacking>();
      for (const alg of ALGORITHMS) {
        byAlgorithm.set(alg, await refresher.with(alg, await refresher.assertion(alg, { alg })));
      }
      const right = { refresh, ...(read === undefined ? {} : { read }), byAlgorithm };
      if (!succeeded(refresh)) return right;
      const byDefect = new Map<string, JsonReply | Lacking>();
      for (const { name, change, replayed } of DEFECTS) {
        const assertion = replayed === true ? used : await refresher.assertion(name, change);
        byDefect.set(name, await refresher.with(name, assertion));
      }
      return { ...right, byDefect };
    },
  });
};

/** Why defects of assertions could not be tried. */
export const notTaken = (refresh: JsonReply): string =>
  `A refusal would show nothing while a right assertion is refused too: the token endpoint answered ${describedAnswer(refresh)}.`;
