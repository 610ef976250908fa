import { createHash } from 'node:crypto';
import type {
  BrowserAction,
  BrowserEnd,
  BrowserLook,
  BrowserPage,
  BrowserPort,
  BrowserVisit,
  BrowserVisited,
} from './browser-port.ts';
import type { BrowserStep } from './config.ts';
import { type AnsweredExchange, type Headers, isAnswered } from './exchange.ts';
import type { JsonValue } from './json.ts';
import { Paused } from './not-gathered.ts';
import type { RecorderOptions } from './recorder-options.ts';
import { scrubHeaders, scrubText, scrubUrl, scrubValue } from './scrub.ts';
import { secretPlaceholder, type SecretVault } from './secrets.ts';
import type { Semaphore } from './semaphore.ts';

/** A login in a browser as a probe words it; secrets in it are references and placeholders. */
export interface BrowserLogin {
  /** Name of the authorization round, whose pages share cookies. */
  readonly round: string;
  readonly stage: 'authorize' | 'launcher' | 'revoker';
  /** Another stage of the same round follows. */
  readonly goesOn: boolean;
  readonly start: string;
  readonly form?: readonly (readonly [string, string])[];
  readonly redirectUri: string;
  readonly steps: readonly BrowserStep[];
  readonly timeoutSeconds: number;
  readonly trusted: ReadonlySet<string>;
}

/** A picture of a page, and the file of the run that holds it. */
export interface KeptPicture {
  readonly name: string;
  readonly file: string;
}

/** What the journal holds of a login in a browser beside the exchanges of its pages. */
export interface BrowserLoginRecord {
  readonly end: Exclude<BrowserEnd, { kind: 'aborted' }>;
  readonly looks: readonly BrowserLook[];
  readonly pictures: readonly KeptPicture[];
  readonly otherRequests: number;
}

/** A login in a browser, found again in the journal when evidence is replayed. */
export interface BrowserLoggedIn extends BrowserLoginRecord {
  /** Position of the record in the journal; what findings cite. */
  readonly index: number;
  /** The first page's answer. */
  readonly first?: AnsweredExchange;
}

type Observe = (key: string, measure: () => Promise<JsonValue>) => Promise<JsonValue>;

export const browserLoginKey = ({ round, stage }: Pick<BrowserLogin, 'round' | 'stage'>): string =>
  `${round}/${stage}/browser`;

/** Drives a browser in a place among the run's requests, or finds in the journal what it came to. */
export async function recordedBrowserLogin(
  options: RecorderOptions,
  places: Semaphore,
  observe: Observe,
  probe: string,
  login: BrowserLogin,
): Promise<BrowserLoggedIn> {
  const { journal, browser, signal, clock, vault } = options;
  const key = browserLoginKey(login);
  const value = await observe(key, async () => {
    if (browser === undefined) throw new Error('this run has no browser to log in with');
    const visited = await places.run(() => drive(browser, login, options, signal));
    if (visited.end.kind === 'aborted') throw new Paused(clock.now());
    const kept = concealed(vault, visited, visited.end);
    const pictures: KeptPicture[] = [];
    for (const { name, jpeg } of visited.pictures) {
      const file = fileNameOf(jpeg);
      await options.keepFile?.(file, jpeg);
      pictures.push({ name, file });
    }
    // A placeholder in the journal whose secret is not sealed yet would be of no use after a kill.
    await options.secretsSealed?.();
    visited.pages.forEach((page, at) => {
      journal.add(exchangeOf(vault, probe, login, page, at));
    });
    return { ...kept, pictures } as unknown as JsonValue;
  });
  const first = journal.exchange(`${login.round}/${login.stage}/0`);
  return {
    ...(value as unknown as BrowserLoginRecord),
    index: journal.find(key)?.index ?? 0,
    ...(first !== undefined && isAnswered(first) ? { first } : {}),
  };
}

const drive = (
  browser: BrowserPort,
  login: BrowserLogin,
  { vault, keepFile }: RecorderOptions,
  signal: AbortSignal | undefined,
): Promise<BrowserVisited> => {
  const visit: BrowserVisit = {
    session: login.round,
    goesOn: login.goesOn,
    start: vault.reveal(login.start, encodeURIComponent),
    ...(login.form === undefined
      ? {}
      : { form: login.form.map(([name, value]) => [name, vault.reveal(value)] as const) }),
    redirectUri: login.redirectUri,
    actions: login.steps.map((step) => actionOf(vault, step, login.timeoutSeconds)),
    trusted: login.trusted,
    pictures: keepFile !== undefined,
  };
  return browser.visit(visit, signal);
};

function actionOf(vault: SecretVault, step: BrowserStep, timeoutSeconds: number): BrowserAction {
  const { open, waitFor, waitForUrl, expectText, screenshot, click } = step;
  return {
    ...(open === undefined ? {} : { open }),
    ...(waitFor === undefined ? {} : { waitFor }),
    ...(waitForUrl === undefined ? {} : { waitForUrl }),
    ...(expectText === undefined ? {} : { expectText }),
    ...(screenshot === undefined ? {} : { screenshot }),
    ...(click === undefined ? {} : { click }),
    fill: Object.entries(step.fill ?? {}).map(([selector, value]) => ({
      selector,
      value: typeof value === 'string' ? value : vault.reveal(secretPlaceholder(value)),
      isSecret: typeof value !== 'string',
    })),
    choose: Object.entries(step.choose ?? {}),
    check: step.check ?? [],
    uncheck: step.uncheck ?? [],
    optional: step.optional ?? false,
    timeoutMs: (step.timeoutSeconds ?? timeoutSeconds) * 1000,
  };
}

/** What was seen as it may be kept: codes and secrets behind placeholders, wherever they stand. */
function concealed(
  vault: SecretVault,
  { looks, otherRequests }: BrowserVisited,
  end: BrowserLoginRecord['end'],
): Omit<BrowserLoginRecord, 'pictures'> {
  const text = (value: string): string => scrubText(vault, value);
  const url = (value: string): string => scrubUrl(vault, value);
  return {
    end: concealedEnd(vault, end),
    looks: looks.map((look) => ({
      ...look,
      url: url(look.url),
      title: text(look.title),
      text: text(look.text),
      candidates: look.candidates.map(({ selector, what }) => ({
        selector: text(selector),
        what: text(what),
      })),
    })),
    otherRequests,
  };
}

function concealedEnd(
  vault: SecretVault,
  end: BrowserLoginRecord['end'],
): BrowserLoginRecord['end'] {
  switch (end.kind) {
    case 'redirected':
      return {
        kind: 'redirected',
        parameters: end.parameters.map(([name, value]) => [name, scrubValue(vault, name, value)]),
      };
    case 'stranded':
      return {
        ...end,
        url: scrubUrl(vault, end.url),
        title: scrubText(vault, end.title),
        text: scrubText(vault, end.text),
        why: scrubText(vault, end.why),
      };
    case 'blocked':
    case 'failed':
      return { ...end, why: scrubText(vault, end.why) };
    default:
      return end satisfies never;
  }
}

/** What a form of ours holds is kept; of what a page sent off only that it was sent. */
function exchangeOf(
  vault: SecretVault,
  probe: string,
  { round, stage, form }: BrowserLogin,
  { method, url, status, headers, at, milliseconds }: BrowserPage,
  position: number,
) {
  const asked: Headers = [['user-agent', 'assay (browser)']];
  const body =
    position === 0 && form !== undefined
      ? new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString()
      : undefined;
  return {
    kind: 'exchange' as const,
    key: `${round}/${stage}/${position}`,
    context: 'none',
    probe,
    at,
    attempts: 1,
    timings: { total: milliseconds },
    request: {
      method,
      url: scrubUrl(vault, url),
      headers: asked,
      ...(body === undefined ? {} : { body: vault.conceal(body) }),
    },
    response: { status, headers: scrubHeaders(vault, headers), size: 0 },
  };
}

/** Named by its content: the same page, seen in ten logins, is kept once. */
const fileNameOf = (jpeg: Uint8Array): string =>
  `screenshot-${createHash('sha256').update(jpeg).digest('hex').slice(0, 16)}.jpg`;
