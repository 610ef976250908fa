import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { assay, start, home, resultsIn, journalOf } from './command.ts';

const asked = (folder: string): string[] =>
  journalOf(folder).flatMap((entry) => (entry.kind === 'exchange' ? [entry.key] : []));

describe('a run that is killed', () => {
  it.each([5, 20, 45, 70])(
    'after %i requests is listed as interrupted and finished without asking again',
    async (after) => {
      const sandbox = await startSandbox({ latencyMs: 15 });
      const configFile = join(home, `killed-${after}.json`);
      writeFileSync(configFile, JSON.stringify(sandbox.config));
      const folder = join(home, `killed-${after}`);
      // The groups whose requests lean on each other; what is asked of data is all alike.
      const only = ['smart-discovery', 'standalone-launch', 'token', 'refresh', 'patient'];
      const selection = only.flatMap((group) => ['--only', group]);
      const { child, ended } = start([
        'run',
        '--config',
        configFile,
        '--out',
        folder,
        ...selection,
      ]);
      while (sandbox.requests() < after && child.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      child.kill('SIGKILL');
      await ended;
      const { out } = await assay('runs', '--json');
      const listed = (JSON.parse(out) as { status: string; folder: string }[]).find(
        (run) => run.folder === folder,
      );
      expect(listed?.status).toBe('interrupted');
      const before = sandbox.requests();
      const kept = readFileSync(join(folder, 'journal.ndjson'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"kind":"exchange"')).length;
      const resumed = await assay('run', '--resume', folder);
      expect(resumed.code, resumed.err + resumed.out).toBe(0);
      // A login cut in two is made again as a whole; nothing else is asked for twice.
      const keys = asked(folder).filter((key) => key.includes('|'));
      expect(new Set(keys).size).toBe(keys.length);
      const total = asked(folder).length;
      expect(sandbox.requests() - before).toBeLessThanOrEqual(total - kept + 4);
      await sandbox.close();
    },
    60_000,
  );

  it('stops cleanly on Ctrl-C and says how to go on', async () => {
    const sandbox = await startSandbox({ latencyMs: 30 });
    const configFile = join(home, 'stopped.json');
    writeFileSync(configFile, JSON.stringify(sandbox.config));
    const folder = join(home, 'stopped');
    const { child, ended } = start(['run', '--config', configFile, '--out', folder]);
    while (sandbox.requests() < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    const stopped = await ended;
    expect(stopped.out).toContain('--resume');
    expect(resultsIn(folder).run.status).toBe('interrupted');
    const resumed = await assay('run', '--resume', folder);
    expect(resumed.code, resumed.err).toBe(0);
    await sandbox.close();
  }, 60_000);
});
