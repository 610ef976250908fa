import { spawn } from 'node:child_process';
import type { Invitation } from '../core/person-port.ts';

/** The program by which this system opens an address in the person's browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'open',
  linux: 'xdg-open',
};

function openInBrowser(page: string): void {
  const opener = OPENERS[process.platform];
  if (opener === undefined) return;
  const child = spawn(opener, [page], { stdio: 'ignore', detached: true });
  // Whoever has no browser here reads the address from the terminal.
  child.on('error', () => {});
  child.unref();
}

/** Tells the person at the terminal where to go; `open` opens the page, once. */
export function invitationTeller(
  open: boolean,
  stream: NodeJS.WritableStream = process.stderr,
): (page: string, invitation: Invitation) => void {
  let isOpen = false;
  return (page, { round, stage, seconds, url, note, clientId = '' }) => {
    const task =
      stage === 'revoker'
        ? `take back at the EHR what the app "${clientId}" was given and say so on ${page}, within ${seconds} s`
        : url === undefined
          ? `open the app from inside the EHR, within ${seconds} s`
          : `open ${page} and log in, within ${seconds} s`;
    stream.write(`Login "${round}": ${task}.${note === undefined ? '' : ` ${note}`}\n`);
    if (url !== undefined) stream.write(`  It leads to ${url}\n`);
    if (!open || isOpen) return;
    isOpen = true;
    openInBrowser(page);
  };
}
