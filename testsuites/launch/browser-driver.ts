import type { BrowserLogin } from '../../core/browser-login.ts';
import type { ProbeIo } from '../../core/probe.ts';
import type { Login } from './form-driver.ts';

/**
 * Takes the user through pages that need a browser, until it is sent back to the app or nothing
 * leads on. Throws where the browser or the network failed: that is no answer of the server.
 */
export async function driveBrowser(io: ProbeIo, login: BrowserLogin): Promise<Login> {
  const { end, first, looks, index: exchange } = await io.browse(login);
  const pages = looks.map(({ url, text }) => ({ exchange, url, text }));
  const ended = (outcome: Login['outcome']): Login => ({
    ...(first && { first }),
    pages,
    record: { kind: 'observation', index: exchange },
    outcome,
  });
  switch (end.kind) {
    case 'redirected':
      return ended({
        kind: 'redirected',
        exchange,
        parameters: Object.fromEntries(end.parameters),
      });
    case 'stranded':
      return ended({ ...end, exchange });
    case 'blocked':
      return ended({ kind: 'blocked', why: end.why, exchange });
    case 'failed':
      throw new Error(end.why);
    default:
      return end satisfies never;
  }
}
