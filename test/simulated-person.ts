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

/** Goes through the pages of an EHR; gives the address at which the browser is sent back. */
export async function through(
  start: string,
  redirectUri: string,
  given: readonly FormStep[],
  jar: CookieJar = new CookieJar(),
  form?: readonly (readonly [string, string])[],
): Promise<string> {
  const io = { answer: asking } as unknown as ProbeIo;
  const { outcome } = await driveForms(io, {
    round: 'person',
    start,
    redirectUri,
    steps: steps(given),
    trusted: new Set([new URL(start).origin]),
    jar,
    ...(form === undefined ? {} : { form }),
  });
  if (outcome.kind !== 'redirected') throw new Error(outcome.why);
  return `${redirectUri}?${new URLSearchParams(outcome.parameters)}`;
}
