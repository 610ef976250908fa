import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { buildPackage } from '../fhir/pack/build-package.ts';
import { PackageError } from '../fhir/pack/package-source.ts';

interface BuildOptions {
  readonly out?: string;
  readonly rows?: string;
  readonly json?: boolean;
}

/** `assay pack build`: compiles an implementation guide package into a pack. */
export function addPackCommand(program: Command): void {
  const pack = program.command('pack').description('compile implementation guide packages');
  pack
    .command('build')
    .argument('<package>', 'NAME#VERSION, or the file of a package (.tgz)')
    .option('--out <file>', 'where the pack goes (default: NAME-VERSION.pack here)')
    .option('--rows <file>', 'where the rows go that checks are multiplied by (default: none)')
    .option('--json', 'tell the result as JSON')
    .description('compile a package, and those that it stands on, into a pack')
    .action(async (spec: string, options: BuildOptions) => {
      try {
        await build(spec, options);
      } catch (error) {
        if (!(error instanceof PackageError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
}

async function build(spec: string, options: BuildOptions): Promise<void> {
  const { name, version, pack, rows, structures, valueSets, problems } = await buildPackage(spec);
  const out = options.out ?? `${name}-${version}.pack`;
  write('--out', out, pack);
  if (options.rows !== undefined) {
    if (!rows)
      throw new PackageError(
        `${name}#${version} has no server CapabilityStatement, so it has no rows.`,
      );
    write('--rows', options.rows, rows);
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const summary = { package: `${name}#${version}`, out, structures, valueSets, problems };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(summary)}\n`
      : `${name}#${version}: ${structures} structures and ${valueSets} value sets in ${out}\n`,
  );
}

function write(option: string, file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new PackageError(`${option}: ${file} cannot be written.`, { cause });
  }
}
