import type { ProbeIo } from '../../core/probe.ts';
import { driveBrowser } from './browser-driver.ts';
import type { LaunchClient } from './client.ts';
import type { CookieJar } from './cookie-jar.ts';
import { driveForms, type Login } from './form-driver.ts';
import { askPerson } from './person-driver.ts';

/** A login on the way from the authorize endpoint back to the app, whoever makes it. */
export interface LoginWay {
  readonly round: string;
  readonly start: string;
  readonly form?: readonly (readonly [string, string])[];
  readonly redirectUri: string;
  /** By which the answer is known, where one is sent. */
  readonly state?: string;
  /** FHIR base URL of the target. */
  readonly issuer: string;
  readonly trusted: ReadonlySet<string>;
  readonly jar: CookieJar;
  /** What a person should know who makes this login. */
  readonly note?: string;
}

/** Takes the user through by the driver that the configuration gives the client. */
export function driveLogin(io: ProbeIo, client: LaunchClient, way: LoginWay): Promise<Login> {
  const { round, start, form, redirectUri, trusted, jar } = way;
  const to = { round, start, redirectUri, trusted, ...(form === undefined ? {} : { form }) };
  if (client.browser !== undefined) {
    const { steps, timeoutSeconds } = client.browser;
    return driveBrowser(io, { ...to, stage: 'authorize', goesOn: false, steps, timeoutSeconds });
  }
  if (client.person !== undefined) return askPerson(io, client.person.timeoutSeconds, way);
  return driveForms(io, { ...to, steps: client.steps, jar });
}
