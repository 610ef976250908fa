import { isAnswered } from '../../core/exchange.ts';
import type { Needs } from '../../core/check.ts';
import {
  type Ask,
  defineProbe,
  isLacking,
  lacking,
  type Lacking,
  type Probe,
  type ProbeIo,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  introspectionEndpoint,
  introspectionRequest,
} from '../introspection/introspection-request.ts';
import { type AppLaunch, appGrantProbe, textIn } from './app-launch.ts';
import { authenticatedRequest } from './client-assertion.ts';
import { launchClient, NO_STANDALONE_CLIENT, standaloneClient } from './client.ts';
import { describedAnswer, FHIR_JSON, jsonReply, objectIn, type JsonReply } from './json-reply.ts';
import { type SmartConfiguration, smartConfigurationProbe } from './smart-configuration.probe.ts';
import { type Grant, tokenEndpointFor, tokenResponseProbe } from './token-exchange.probe.ts';

/** A run is not held up for longer than this unless its configuration says so. */
const LONGEST_WAIT_SECONDS = 60;

/** Clocks of servers differ by so much; after it no token is young any more. */
const LONGEST_LEEWAY_SECONDS = 60;

/** Part of its life after which a token is read with once more. */
const MIDDLE = 0.55;

/** What is answered later than this part of its life may have met a token that had ended. */
const SURELY_ALIVE = 0.95;

/** What was seen of an access token after its time. */
export interface ExpiredToken {
  /** Seconds that the token response said it would live. */
  readonly life: number;
  /** The patient read when the token was past the middle of its life, and surely not at its end. */
  readonly midRead?: JsonReply;
  /** The patient read just after the token's time. */
  readonly read: JsonReply;
  /** The same once more where that was granted: as late again, for clocks that differ. */
  readonly lateRead?: JsonReply;
  readonly introspection?: JsonReply;
  readonly refresh?: JsonReply;
  /** The patient read with the token that the refresh brought. */
  readonly refreshedRead?: JsonReply;
}

const longestWait = ({ config }: PlanContext): number =>
  config.auth.longestExpiryWaitSeconds ?? LONGEST_WAIT_SECONDS;

/** The life that a token response tells, if it can be waited for. */
function lifeOf(grant: Issued, longest: number): number | Lacking {
  const life = grant.json['expires_in'];
  const { index } = grant.reply.exchange;
  if (typeof life !== 'number' || life <= 0) {
    return lacking('When the token expires is not told: expires_in is no number.', index);
  }
  return life <= longest
    ? life
    : lacking(
        `The expiry of a token was not waited for: tokens live ${life} seconds, and at most ${longest} are waited. Raise auth.longestExpiryWaitSeconds, or add auth.clients.shortLived, an app whose tokens live for seconds.`,
        index,
      );
}

/** Nobody logs in for a token whose end is not waited for. */
const worthWhile = (context: PlanContext): Probe<true> =>
  defineProbe({
    id: 'expiry(near)',
    needs: { grant: tokenResponseProbe(context) },
    gather: async (_io, { grant }) => {
      const life = lifeOf(grant, longestWait(context));
      return typeof life === 'number' ? true : life;
    },
  });

/** A launch of an app whose tokens expire soon, if one is configured, else of the usual one. */
export function expiringLaunch(context: PlanContext): AppLaunch {
  const own = launchClient(context, 'shortLived');
  return {
    name: 'expiry',
    client: own ?? standaloneClient(context),
    missing: NO_STANDALONE_CLIENT,
    after: own === undefined ? worthWhile(context) : tokenResponseProbe(context),
  };
}

async function answerTo(io: ProbeIo, request: Ask | Lacking): Promise<JsonReply | undefined> {
  if (isLacking(request)) return undefined;
  const exchange = await io.ask(request as Ask);
  return isAnswered(exchange) ? jsonReply(exchange) : undefined;
}

interface Means {
  readonly io: ProbeIo;
  readonly context: PlanContext;
  readonly configuration: SmartConfiguration;
  readonly launch: AppLaunch;
  readonly patient: string;
}

/** A token response: that of the launch, or of a refresh in its place. */
type Issued = Pick<Grant, 'json' | 'reply'>;

/** How often a token is renewed that lapsed before it could be read with. */
const MOST_RENEWALS = 8;

/** Reads the patient with exactly this token. */
async function readWith(
  { io, context, patient }: Means,
  name: string,
  accessToken: string,
): Promise<JsonReply> {
  const as = `expiry ${name}`;
  io.authorize(as, { accessToken });
  const exchange = await io.answer({
    url: `${context.config.target.fhirBaseUrl}/Patient/${encodeURIComponent(patient)}`,
    headers: { accept: FHIR_JSON },
    context: as,
    key: `expiry/read/${name}`,
    // Its seconds are counted: it does not wait behind the searches of others.
    ahead: true,
  });
  return jsonReply(exchange);
}

/** What the server says of the token, and whether a refresh brings one that reads. */
async function afterwards(
  means: Means,
  issued: Issued,
): Promise<Omit<ExpiredToken, 'life' | 'midRead' | 'read' | 'lateRead'>> {
  const { io, context, configuration, launch } = means;
  const { client } = launch;
  const endpoint = introspectionEndpoint(context, configuration);
  const token = textIn(issued, 'access_token') ?? '';
  const introspection =
    client === undefined || typeof endpoint !== 'string'
      ? undefined
      : await answerTo(
          io,
          await introspectionRequest(io, context, client, endpoint, 'expiry/introspect', token),
        );
  const told = introspection === undefined ? {} : { introspection };
  const refresh = await renewed(means, issued, 'expiry/refresh');
  if (refresh === undefined) return told;
  const fresh = objectIn(refresh)?.['access_token'];
  return {
    ...told,
    refresh,
    ...(typeof fresh === 'string' && refresh.exchange.response.status === 200
      ? { refreshedRead: await readWith(means, 'refreshed', fresh) }
      : {}),
  };
}

/** Answer to a refresh, where there is a refresh token and an answer. */
async function renewed(
  { io, context, configuration, launch }: Means,
  issued: Issued,
  key: string,
): Promise<JsonReply | undefined> {
  const refreshToken = textIn(issued, 'refresh_token');
  const tokens = tokenEndpointFor(context, configuration, launch.client);
  if (refreshToken === undefined || 'lacking' in tokens) return undefined;
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return answerTo(
    io,
    await authenticatedRequest(io, tokens.client, tokens.tokenEndpoint, key, form),
  );
}

/** A new token in place of one that lapsed; a refresh token that is not replaced goes on. */
async function issuedAnew(
  means: Means,
  issued: Issued,
  round: number,
): Promise<Issued | undefined> {
  const reply = await renewed(means, issued, `expiry/anew/${round}`);
  const json = reply && objectIn(reply);
  if (reply === undefined || json === undefined || reply.exchange.response.status !== 200) {
    return undefined;
  }
  return { json: { ...issued.json, ...json }, reply };
}

/** What was read with a token in its life. */
interface Young {
  readonly issued: Issued;
  readonly life: number;
  readonly before: JsonReply;
  readonly halfway: JsonReply;
  /** Surely answered while the token was alive. */
  readonly isTimely: boolean;
}

/** Seconds from the request that brought the token; the token is younger, if anything. */
const ageAtSending = ({ reply }: Issued, { exchange }: JsonReply): number =>
  (Date.parse(exchange.at) - Date.parse(reply.exchange.at)) / 1000;

const ageAtAnswer = (issued: Issued, read: JsonReply): number =>
  ageAtSending(issued, read) + read.exchange.timings.total / 1000;

/** Reads at the start and in the middle of a token's life. */
async function readYoung(
  means: Means,
  issued: Issued,
  round: number,
): Promise<Young | 'lapsed' | Lacking> {
  const life = lifeOf(issued, longestWait(means.context));
  if (typeof life !== 'number') return life;
  const token = textIn(issued, 'access_token') ?? '';
  const name = (read: string): string => (round === 0 ? read : `${read}/${round}`);
  const before = await readWith(means, name('before'), token);
  if (before.exchange.response.status !== 200) {
    if (ageAtAnswer(issued, before) >= life * SURELY_ALIVE) return 'lapsed';
    return lacking(
      `The token did not read before it expired either: ${describedAnswer(before)}.`,
      before.exchange.index,
    );
  }
  const wait = Math.max(0, life * MIDDLE - ageAtSending(issued, before));
  await means.io.later(name('expiry mid-life'), wait);
  const halfway = await readWith(means, name('mid-life'), token);
  const isTimely = ageAtAnswer(issued, halfway) < life * SURELY_ALIVE;
  return { issued, life, before, halfway, isTimely };
}

/**
 * The same, with tokens of refreshes where one lapsed before its time in the queue, or in our own
 * hands, had come: a busy machine or a slow answer is no fault of the token.
 */
async function readInTime(means: Means, granted: Issued): Promise<Young | Lacking> {
  let issued = granted;
  let latest: Young | undefined;
  for (let round = 0; round <= MOST_RENEWALS; round += 1) {
    const young = await readYoung(means, issued, round);
    if (young !== 'lapsed') {
      if ('lacking' in young || young.isTimely) return young;
      latest = young;
    }
    const next = round < MOST_RENEWALS ? await issuedAnew(means, issued, round + 1) : undefined;
    if (next === undefined) break;
    issued = next;
  }
  return (
    latest ??
    lacking('The token lapsed each time before it could be read with.', issued.reply.exchange.index)
  );
}

/** Waits until a token has expired, then tries to use it, asks about it and renews it. */
export const expiredTokenProbe = (context: PlanContext): Probe<ExpiredToken> => {
  const launch = expiringLaunch(context);
  return defineProbe<
    Needs & { configuration: Probe<SmartConfiguration>; grant: Probe<Grant> },
    ExpiredToken
  >({
    id: 'expired-token',
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: appGrantProbe(context, launch),
    },
    gather: async (io, { configuration, grant }) => {
      const patient = textIn(grant, 'patient') ?? context.config.patients[0];
      if (textIn(grant, 'access_token') === undefined || patient === undefined) {
        return lacking('There is no token, or no patient, to read with before and after.');
      }
      const means: Means = { io, context, configuration, launch, patient };
      const young = await readInTime(means, grant);
      if ('lacking' in young) return young;
      const { issued, life, halfway, isTimely } = young;
      const token = textIn(issued, 'access_token') ?? '';
      const mid = isTimely ? { midRead: halfway } : {};
      await io.later('expiry', Math.max(0, life - ageAtSending(issued, halfway)) + 1);
      const read = await readWith(means, 'after', token);
      if (read.exchange.response.status !== 200) {
        return { life, ...mid, read, ...(await afterwards(means, issued)) };
      }
      await io.later('expiry leeway', Math.min(life, LONGEST_LEEWAY_SECONDS));
      const lateRead = await readWith(means, 'late', token);
      return { life, ...mid, read, lateRead, ...(await afterwards(means, issued)) };
    },
  });
};
