import type { Command } from 'commander';
import { checkConfig } from '../core/parse-config.ts';
import { planRun } from '../testsuites/catalogue.ts';
import { readConfig, selectionOf, several } from './run.ts';

interface ChecksOptions {
  readonly suite?: string[];
  readonly config?: string;
  readonly usCore?: string;
  readonly only?: string[];
  readonly skip?: string[];
  readonly json?: boolean;
}

/** What is planned does not depend on the target, but a configuration has to have one. */
const PLACE_HOLDER = 'https://ehr.example.com/fhir';

async function checks(options: ChecksOptions): Promise<void> {
  const { suite, usCore, config: file } = options;
  const config =
    file === undefined
      ? checkConfig({
          target: { fhirBaseUrl: PLACE_HOLDER },
          ...(suite === undefined ? {} : { suites: suite }),
          ...(usCore === undefined ? {} : { options: { usCore } }),
        })
      : await readConfig(file);
  const plan = planRun(config, selectionOf(options));
  if (options.json === true) {
    const listed = plan.checks.map(
      ({ id, title, group, level, citations, requirements, advice }) => ({
        id,
        title,
        group,
        level,
        citations,
        requirements,
        advice,
      }),
    );
    process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
    return;
  }
  for (const { id, title, level } of plan.checks) {
    process.stdout.write(`${level.padEnd(6)} ${id}\n       ${title}\n`);
  }
  process.stdout.write(`${plan.checks.length} checks\n`);
}

export function addChecksCommand(program: Command): void {
  program
    .command('checks')
    .description('list every check that the plan would run')
    .option('--suite <id>', 'suite (default g10; may be repeated)', several)
    .option('--us-core <version>', 'US Core version')
    .option('-c, --config <file>', 'plan for this configuration')
    .option('--only <glob>', 'only checks (or groups) that match (may be repeated)', several)
    .option('--skip <glob>', 'leave out checks (or groups) that match (may be repeated)', several)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  assay checks
  assay checks --suite g10 --json
  assay checks --only 'uscore.patient.search.*'`,
    )
    .action(checks);
}
