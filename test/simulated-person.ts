import { readFileSync } from 'node:fs';
import type { FormStep } from '../core/config.ts';
import type { Ask, ProbeIo } from '../core/probe.ts';
import { CookieJar } from '../testsuites/launch/cookie-jar.ts';
import { driveForms } from '../testsuites/launch/form-driver.ts';
import { answered } from './evidence.ts';

/** Asks for pages as a person's browser does. */
const asking = async ({ url, method = 'GET', headers = {}, form }: Ask) => {
  const body = form === undefined ? {} : { body: new URLSearchParams(form as [string, string][]) };
  const reply = await fetch(url, { method, headers, redirect: 'manual', ...body });
  const found = answered(reply.status, {}, await reply.text(), { url });
  return { ...found, response: { ...found.response, headers: [...reply.headers] } };
};

const steps = (given: readonly FormStep[]): readonly FormStep[] =>
  given.map((step) => ({
    ...step,
    fill: Object.fromEntries(
      Object.entries(step.fill ?? {}).map(([selector, value]) => [
        selector,
        typeof value === 'string' ? value : 'file' in value ? readFileSync(value.file, 'utf8') : '',
      ]),
    ),
  }));

const driven = (
  start: string,
  redirectUri: string,
  given: readonly FormStep[],
  jar: CookieJar,
  form?: readonly (readonly [string, string])[],
) =>
  driveForms({ answer: asking } as unknown as ProbeIo, {
    round: 'person',
    start,
    redirectUri,
    steps: steps(given),
    trusted: new Set([new URL(start).origin]),
    jar,
    ...(form === undefined ? {} : { form }),
  });

/** Goes through a page of an EHR that sends the browser nowhere; gives what it says in the end. */
export async function workOn(start: string, given: readonly FormStep[]): Promise<string> {
  const { outcome } = await driven(start, 'http://127.0.0.1/nowhere', given, new CookieJar());
  if (outcome.kind !== 'stranded' || outcome.isThrough !== true) throw new Error(outcome.kind);
  return outcome.text;
}

/** Goes through the pages of an EHR; gives the address at which the browser is sent back. */
export async function through(
  start: string,
  redirectUri: string,
  given: readonly FormStep[],
  jar: CookieJar = new CookieJar(),
  form?: readonly (readonly [string, string])[],
): Promise<string> {
  const { outcome } = await driven(start, redirectUri, given, jar, form);
  if (outcome.kind !== 'redirected') throw new Error(outcome.why);
  return `${redirectUri}?${new URLSearchParams(outcome.parameters)}`;
}
