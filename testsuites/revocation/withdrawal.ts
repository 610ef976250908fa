import { lacking, type Lacking, type ProbeIo } from '../../core/probe.ts';
import { driveBrowser } from '../launch/browser-driver.ts';
import type { LaunchClient } from '../launch/client.ts';
import { driveForms, type Login } from '../launch/form-driver.ts';
import { askForRevocation } from '../launch/person-driver.ts';

const ROUND = 'revocation';

const NOWHERE =
  "Nothing was revoked: the SMART configuration has no revocation_endpoint. Add auth.clients.revocation, an app of its own whose login.revoker (url, steps) is the EHR's page on which a user takes back what an app was given, or whose login.driver is person, or revoke an app by hand and attest it.";

export interface Withdrawal {
  /** The exchange that shows that there is no endpoint. */
  readonly configuration: number;
  readonly issuer: string;
  /** Whether the app is used for nothing else in the run. */
  readonly isItsOwn: boolean;
}

function driven(
  io: ProbeIo,
  { browser, revoker, redirectUri }: LaunchClient,
  trusted: ReadonlySet<string>,
): Promise<Login> | undefined {
  const way = { round: ROUND, stage: 'revoker', redirectUri, trusted } as const;
  if (browser?.revoker !== undefined) {
    const { timeoutSeconds } = browser;
    const { url: start, steps } = browser.revoker;
    return driveBrowser(io, { ...way, goesOn: false, start, steps, timeoutSeconds });
  }
  if (revoker === undefined) return undefined;
  return driveForms(io, { ...way, start: revoker.url, steps: revoker.steps });
}

async function byPerson(
  io: ProbeIo,
  { clientId, redirectUri }: LaunchClient,
  { timeoutSeconds: seconds, revoker }: NonNullable<LaunchClient['person']>,
  issuer: string,
): Promise<{ readonly exchange: number } | Lacking> {
  const url = revoker === undefined ? {} : { url: revoker };
  const asked = { round: ROUND, seconds, clientId, redirectUri, issuer, ...url };
  const { index: exchange, why } = await askForRevocation(io, asked);
  return why === undefined
    ? { exchange }
    : lacking(`The authorization was not taken back by a person: ${why}.`, exchange);
}

/**
 * Takes back, as a user on the EHR's own page or by a user, what an app was given; of an app of its own, since
 * such a page ends everything of an app (170.315(g)(10)(vi), patient authorization revocation).
 */
export async function withdraw(
  io: ProbeIo,
  client: LaunchClient,
  trusted: ReadonlySet<string>,
  { configuration, issuer, isItsOwn }: Withdrawal,
): Promise<{ readonly exchange: number } | Lacking> {
  if (isItsOwn && client.person !== undefined) return byPerson(io, client, client.person, issuer);
  const login = await driven(io, client, trusted);
  if (login === undefined) return lacking(NOWHERE, configuration);
  const { outcome } = login;
  if (outcome.kind === 'stranded' && outcome.isThrough === true) {
    return { exchange: outcome.exchange };
  }
  const why = outcome.kind === 'redirected' ? 'it led back to the app' : outcome.why;
  return lacking(
    `The authorization was not taken back on the EHR's page: ${why}.`,
    outcome.exchange,
  );
}
