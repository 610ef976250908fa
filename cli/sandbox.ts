import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { faults as knownFaults } from '../sandbox/faults.ts';
import { type SandboxOptions as ServerOptions, startSandbox } from '../sandbox/server.ts';
import { CommandError } from './exit-code.ts';
import { several } from './run.ts';

type Versions = Pick<ServerOptions, 'usCore' | 'smart' | 'bulk'>;

interface SandboxOptions extends Versions {
  readonly port?: number;
  readonly fault?: string[];
  readonly patients?: number;
  readonly tls?: boolean;
  readonly pages?: 'forms' | 'script';
  readonly listFaults?: boolean;
  readonly json?: boolean;
}

/** The ids given, all of them known; otherwise says which is not and what is near. */
export function refuseUnknownFaults(ids: readonly string[]): string[] {
  for (const id of ids) {
    if (knownFaults.some((fault) => fault.id === id)) continue;
    const near = knownFaults.filter((fault) => fault.id.includes(id.split(/[-:.]/)[0] ?? id));
    const hint =
      near.length === 0
        ? ''
        : `; near it: ${near
            .slice(0, 5)
            .map((f) => f.id)
            .join(', ')}`;
    throw new CommandError(
      `--fault "${id}" is not a fault of the sandbox${hint} (assay sandbox --list-faults)`,
    );
  }
  return [...ids];
}

export const portNumber = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CommandError(`--port ${text} is not a port number`);
  }
  return port;
};

/** What `--pages` says of itself. */
export const PAGES_HELP =
  'login pages: forms, or script for a portal that only a browser can log into';

/** The kind of login pages that `--pages` names. */
export const pagesKind = (text: string): 'forms' | 'script' => {
  if (text === 'forms' || text === 'script') return text;
  throw new CommandError(`--pages ${text} is not known; there are forms, script`);
};

/** A group as large as a country; each patient is 5 kB of an export. */
const MOST_PATIENTS = 10_000_000;

export const patientCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > MOST_PATIENTS) {
    throw new CommandError(`--patients ${text} is not a number of patients`);
  }
  return count;
};

/** What `--patients` says of itself. */
export const PATIENTS_HELP =
  'patients made up for the bulk group, 5 kB of an export each (default: none)';

function listFaults(json: boolean | undefined): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify(knownFaults, null, 2)}\n`);
    return;
  }
  for (const { id, what } of knownFaults) process.stdout.write(`${id.padEnd(52)} ${what}\n`);
}

/** The versions given of what the sandbox offers; the others are its own choice. */
export const versionsOf = ({ usCore, smart, bulk }: Versions): Versions => ({
  ...(usCore === undefined ? {} : { usCore }),
  ...(smart === undefined ? {} : { smart }),
  ...(bulk === undefined ? {} : { bulk }),
});

/** Options that choose versions of the sample EHR. */
export const addVersionOptions = (command: Command): Command =>
  command
    .addOption(new Option('--us-core <version>', 'US Core version').choices(['6.1.0', '7.0.0']))
    .addOption(new Option('--smart <version>', 'SMART version').choices(['2.0.0', '2.2.0']))
    .addOption(new Option('--bulk <version>', 'Bulk Data version').choices(['1.0.1', '2.0.0']));

async function sandbox(options: SandboxOptions): Promise<void> {
  const { port, fault, tls, pages, patients, listFaults: list, json } = options;
  if (list === true) return listFaults(json);
  const server = await startSandbox({
    ...(port === undefined ? {} : { port }),
    ...(tls === undefined ? {} : { tls }),
    ...(pages === undefined ? {} : { pages }),
    ...versionsOf(options),
    ...(patients === undefined ? {} : { patients }),
    faults: refuseUnknownFaults(fault ?? []),
  });
  const folder = await mkdtemp(join(tmpdir(), 'assay-sandbox-'));
  const configFile = join(folder, 'config.json');
  await writeFile(configFile, `${JSON.stringify(server.config, null, 2)}\n`);
  const { fhirBaseUrl, faults } = server;
  process.stdout.write(`${JSON.stringify({ fhirBaseUrl, configFile, faults })}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

export function addSandboxCommand(program: Command): void {
  addVersionOptions(program.command('sandbox'))
    .description('serve the sample EHR on loopback until stopped')
    .option('--port <n>', 'port (default: a free one)', portNumber)
    .option('--fault <id>', 'break it in one way (may be repeated)', several)
    .option('--pages <kind>', PAGES_HELP, pagesKind)
    .option('--tls', 'speak https, by a certificate that the configuration says to trust')
    .option('--patients <n>', PATIENTS_HELP, patientCount)
    .option('--list-faults', 'list every fault there is')
    .option('--json', 'with --list-faults: as JSON')
    .addHelpText(
      'after',
      `
Prints one JSON line when ready: {"fhirBaseUrl", "configFile", "faults"}.

Examples:
  assay sandbox --port 8080
  assay run --config "$(assay sandbox … | jq -r .configFile)"
  assay sandbox --tls --smart 2.2.0
  assay sandbox --patients 200000     a group whose export has 1 GB
  assay sandbox --fault search-drops:Patient.name`,
    )
    .action(sandbox);
}
