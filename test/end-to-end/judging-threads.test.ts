import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { assay, home, resultsIn } from './command.ts';

/** Enough for a file of observations that threads take over. */
const PATIENTS = 1500;

/** Checks of what the lines come to; none that tells the time. */
const LINES = 'bulk.file.{ndjson,count,profile-per-line,references,group-members}';

it('an export judged by threads comes to what one thread says of it', {
  timeout: 120_000,
}, async () => {
  const sandbox = await startSandbox({ patients: PATIENTS, faults: ['bulk-file-malformed-line'] });
  const said = async (name: string, threads: object): Promise<unknown> => {
    const configFile = join(home, `${name}.json`);
    const config = sandbox.config as { readonly bulk: object };
    writeFileSync(configFile, JSON.stringify({ ...config, bulk: { ...config.bulk, ...threads } }));
    const folder = join(home, name);
    const { err } = await assay('run', '-c', configFile, '-o', folder, '--only', LINES);
    expect(err).not.toContain('defect');
    return resultsIn(folder).checks.map(({ id, verdict, message }) => ({ id, verdict, message }));
  };
  const alone = await said('alone', {});
  expect(await said('helped', { threads: 2 })).toEqual(alone);
  expect(JSON.stringify(alone)).toContain('line 1: the line is no JSON');
  await sandbox.close();
});
