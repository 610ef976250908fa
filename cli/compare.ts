import type { Command } from 'commander';
import { compareResults, renderComparison } from '../reports/compare.ts';
import { EXIT } from './exit-code.ts';
import { readResults } from './read-run.ts';

async function compare(runA: string, runB: string, { json }: { json?: boolean }): Promise<void> {
  const comparison = compareResults(await readResults(runA), await readResults(runB));
  process.stdout.write(
    json === true ? `${JSON.stringify(comparison, null, 2)}\n` : renderComparison(comparison),
  );
  process.exitCode = comparison.worse.length > 0 ? EXIT.failed : EXIT.ok;
}

export function addCompareCommand(program: Command): void {
  program
    .command('compare <run-a> <run-b>')
    .description('what got worse, better, appeared, disappeared between two runs')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExit code 1 where anything got worse.\n\nExample:\n  assay compare runs/monday runs/tuesday',
    )
    .action(compare);
}
