import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { spiedSandbox } from '../spied-sandbox.ts';
import { assay, home, journalOf, filesBelow } from './command.ts';

describe('secrets', () => {
  it('are in no byte of run folder, store or output', async () => {
    const sandbox = await spiedSandbox();
    const configFile = join(home, 'spied.json');
    writeFileSync(configFile, JSON.stringify(sandbox.config));
    const folder = join(home, 'spied');
    const run = await assay('run', '--config', configFile, '--out', folder);
    await sandbox.close();
    expect(run.code, run.err + run.out).toBe(0);
    expect(sandbox.secrets.size).toBeGreaterThan(10);
    // What was made up to be refused is no secret, nor a challenge sent where a verifier is due.
    const madeUp = new Set(
      journalOf(folder).map((entry) => (entry.kind === 'observation' ? entry.value : undefined)),
    );
    const kept = [...sandbox.secrets].filter(
      (secret) =>
        secret.length >= 8 &&
        !/^BAD_/.test(secret) &&
        !sandbox.challenges.has(secret) &&
        !madeUp.has(secret),
    );
    const texts = [...filesBelow(folder), ...filesBelow(join(home, '.assay'))].map((file) => {
      const bytes = readFileSync(file);
      return [file, (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')] as const;
    });
    for (const [file, text] of [...texts, ['output', run.out + run.err] as const]) {
      for (const secret of kept) {
        const at = text.indexOf(secret);
        expect(at < 0 ? '' : `${file}: ${text.slice(Math.max(0, at - 150), at + 60)}`).toBe('');
      }
    }
  });

  it('lie in files that only their owner may read', () => {
    const key = filesBelow(join(home, '.assay')).find((file) => file.endsWith('vault.key'));
    expect(statSync(key ?? '').mode & 0o077).toBe(0);
  });
});
