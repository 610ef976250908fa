import type { PersonLoggedIn } from '../../core/person-login.ts';
import type { ProbeIo } from '../../core/probe.ts';
import type { Login, LoginOutcome } from './form-driver.ts';
import type { LoginWay } from './login.ts';

/** Stands for a status that nobody saw: a person tells what a page says, not how it was answered. */
export const STATUS_UNSEEN = 0;

/** Has a person take the way, and tells what came of it. */
export async function askPerson(
  io: ProbeIo,
  seconds: number,
  { round, start, form, redirectUri, state, issuer, note }: Omit<LoginWay, 'trusted' | 'jar'>,
): Promise<Login> {
  const met = await io.meet({
    round,
    stage: 'authorize',
    url: start,
    returnsTo: redirectUri,
    issuer,
    seconds,
    ...(form === undefined ? {} : { form }),
    ...(state === undefined ? {} : { state }),
    ...(note === undefined ? {} : { note }),
  });
  const record = { kind: 'observation', index: met.index } as const;
  return { record, outcome: outcomeOf(met, start, seconds) };
}

/** Has a person open the app from inside the EHR. */
export async function askForLaunch(
  io: ProbeIo,
  seconds: number,
  way: { readonly round: string; readonly launchUri: string; readonly issuer: string },
): Promise<LoginOutcome> {
  const { round, launchUri: returnsTo, issuer } = way;
  const met = await io.meet({ round, stage: 'launcher', returnsTo, issuer, seconds });
  return outcomeOf(met, returnsTo, seconds);
}

/** Has a person take back at the EHR what the app was given; whether the person says that it is done. */
export async function askForRevocation(
  io: ProbeIo,
  way: {
    readonly round: string;
    readonly seconds: number;
    readonly clientId: string;
    readonly redirectUri: string;
    readonly issuer: string;
    readonly url?: string;
  },
): Promise<{ readonly index: number; readonly why?: string }> {
  const { redirectUri: returnsTo, ...asked } = way;
  const { arrival, index } = await io.meet({ ...asked, stage: 'revoker', returnsTo });
  switch (arrival.kind) {
    case 'done':
      return { index };
    case 'error-page':
      return { index, why: `the person who was asked says "${arrival.said}"` };
    case 'returned':
    case 'nobody':
      return {
        index,
        why: `nobody said within ${way.seconds} s that it was done; login.timeoutSeconds gives more time`,
      };
    default:
      return arrival satisfies never;
  }
}

function outcomeOf(
  { arrival, index: exchange }: PersonLoggedIn,
  url: string,
  seconds: number,
): LoginOutcome {
  switch (arrival.kind) {
    case 'returned':
      return {
        kind: 'redirected',
        exchange,
        parameters: Object.fromEntries(arrival.parameters),
      };
    case 'error-page':
      return {
        kind: 'stranded',
        exchange,
        status: STATUS_UNSEEN,
        url,
        title: 'an error',
        text: arrival.said,
        why: 'the person who logged in says that the server did not send the browser back',
      };
    case 'done':
    case 'nobody':
      return {
        kind: 'blocked',
        exchange,
        why: `Nobody came back from the login within ${seconds} s; login.timeoutSeconds gives more time.`,
      };
    default:
      return arrival satisfies never;
  }
}
