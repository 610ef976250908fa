import type { Browser } from 'playwright-core';
import type {
  BrowserEnd,
  BrowserPort,
  BrowserVisit,
  BrowserVisited,
} from '../../core/browser-port.ts';
import { findChromium, NO_BROWSER } from './find-chromium.ts';
import { guardedProxy, type GuardedProxy } from './guarded-proxy.ts';
import { pinnedKeys } from './pinned-keys.ts';
import { openSession, type Session } from './session.ts';
import { takeVisit } from './visit.ts';

export interface ChromiumOptions {
  readonly allowPrivateAddresses: boolean;
  /** PEM file with certificates to trust beside the system's. */
  readonly caFile?: string;
  /** Finds the program; by default that of the environment or on the path. */
  readonly findProgram?: () => Promise<ChromiumProgram>;
}

/** A browser of this machine and what it is started with. */
export interface ChromiumProgram {
  readonly path: string;
  readonly arguments?: readonly string[];
  /** In place of the variables of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Something around it keeps it in: it goes without its own sandbox. */
  readonly isConfined?: boolean;
}

/** The system's browser, which as root, in containers, can have no sandbox of its own. */
async function systemsChromium(): Promise<ChromiumProgram> {
  const path = findChromium();
  if (path === undefined) throw new Error(NO_BROWSER);
  return { path, isConfined: process.getuid?.() === 0 };
}

/** Nothing of the browser's own goes out, and nothing goes round the proxy. */
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
];

interface Started {
  readonly browser: Browser;
  readonly proxy: GuardedProxy;
}

async function start(
  { allowPrivateAddresses, caFile, findProgram = systemsChromium }: ChromiumOptions,
  origins: ReadonlySet<string>,
): Promise<Started> {
  const program = await findProgram();
  const { path: executablePath, environment } = program;
  const { chromium } = await import('playwright-core');
  const keys = caFile === undefined ? [] : await pinnedKeys(caFile, origins, allowPrivateAddresses);
  const proxy = await guardedProxy(allowPrivateAddresses);
  try {
    const browser = await chromium.launch({
      executablePath,
      chromiumSandbox: program.isConfined !== true,
      ...(environment === undefined ? {} : { env: { ...environment } }),
      proxy: { server: proxy.address, bypass: '<-loopback>' },
      args: [
        ...ARGUMENTS,
        ...(program.arguments ?? []),
        ...(keys.length === 0 ? [] : [`--ignore-certificate-errors-spki-list=${keys.join(',')}`]),
      ],
      // A run that is stopped ends its logins and closes the browser itself.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return { browser, proxy };
  } catch (cause) {
    await proxy.close();
    const [said] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new Error(`The browser ${executablePath} could not be started: ${said}`, { cause });
  }
}

const nothingSeen = (end: BrowserEnd): BrowserVisited => ({
  end,
  pages: [],
  looks: [],
  pictures: [],
  otherRequests: 0,
});

/**
 * The system's Chromium behind playwright-core. Nothing is loaded or started before the first
 * visit; then one browser serves the whole run, each session in a context of its own.
 */
export function chromiumBrowser(
  options: ChromiumOptions,
): BrowserPort & { close(): Promise<void> } {
  let started: Promise<Started> | undefined;
  const sessions = new Map<string, Promise<Session>>();

  const sessionFor = async ({ session: name, trusted }: BrowserVisit): Promise<Session> => {
    const known = sessions.get(name);
    if (known !== undefined) return known;
    started ??= start(options, trusted);
    const opening = started.then(({ browser, proxy }) => openSession(browser, proxy));
    sessions.set(name, opening);
    return opening;
  };

  return {
    async visit(visit, signal) {
      let session: Session;
      try {
        session = await sessionFor(visit);
      } catch (error) {
        sessions.delete(visit.session);
        return nothingSeen({ kind: 'failed', why: (error as Error).message });
      }
      try {
        return await takeVisit(session, visit, signal);
      } catch (error) {
        const [why] = String((error as Error).message).split('\n');
        return nothingSeen({ kind: 'failed', why: `The browser failed: ${why}` });
      } finally {
        if (!visit.goesOn) {
          sessions.delete(visit.session);
          await session.close();
        }
      }
    },
    async close() {
      if (started === undefined) return;
      try {
        const { browser, proxy } = await started;
        await browser.close();
        await proxy.close();
      } catch {
        // It never came up, and whoever asked for it was told.
      }
    },
  };
}
