import { lacking, type Lacking, type ProbeIo } from '../../core/probe.ts';
import type { LaunchClient } from './client.ts';
import type { CookieJar } from './cookie-jar.ts';
import { driveBrowser } from './browser-driver.ts';
import { driveForms, type LoginOutcome } from './form-driver.ts';
import { askForLaunch } from './person-driver.ts';

/** How the EHR opened the app. */
export interface OpenedFromEhr {
  readonly exchange: number;
  /** Query with which the launch URL was opened. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly launch: string;
}

const NO_LAUNCHER =
  "The app was not opened from the EHR: add login.launcher (url of the EHR's own page, steps on it) to the client of the EHR launch.";

/** Drives the EHR's own page until it opens the app (SMART App Launch 2, EHR launch). */
export async function driveLauncher(
  io: ProbeIo,
  round: string,
  { launcher, browser, person, launchUri }: LaunchClient,
  trusted: ReadonlySet<string>,
  issuer: string,
  jar?: CookieJar,
): Promise<LoginOutcome | Lacking> {
  if (person !== undefined) {
    return askForLaunch(io, person.timeoutSeconds, { round, launchUri, issuer });
  }
  if (browser?.launcher !== undefined) {
    const login = await driveBrowser(io, {
      round,
      stage: 'launcher',
      goesOn: true,
      start: browser.launcher.url,
      redirectUri: launchUri,
      steps: browser.launcher.steps,
      timeoutSeconds: browser.timeoutSeconds,
      trusted,
    });
    return login.outcome;
  }
  if (launcher === undefined) return lacking(NO_LAUNCHER);
  const { outcome } = await driveForms(io, {
    round,
    stage: 'launcher',
    start: launcher.url,
    redirectUri: launchUri,
    steps: launcher.steps,
    trusted,
    ...(jar === undefined ? {} : { jar }),
  });
  return outcome;
}

/** The app as opened by the EHR, or why it was not. */
export async function openFromEhr(
  io: ProbeIo,
  round: string,
  client: LaunchClient,
  trusted: ReadonlySet<string>,
  issuer: string,
  jar: CookieJar,
): Promise<OpenedFromEhr | Lacking> {
  const outcome = await driveLauncher(io, round, client, trusted, issuer, jar);
  if ('lacking' in outcome) return outcome;
  if (outcome.kind !== 'redirected') {
    return lacking(
      `The EHR did not open the app at its launch URL: ${outcome.why}`,
      outcome.exchange,
    );
  }
  const { parameters, exchange } = outcome;
  return { exchange, parameters, launch: parameters['launch'] ?? '' };
}
