import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { madeExport } from '../bench/bulk/made-export.ts';

const ROOT = join(import.meta.dirname, '..');
const BENCH = join(ROOT, 'bench/bulk');
const NURSERY = '--max-semi-space-size=4';

/** Peak memory of a process that reads and judges an export of so many megabytes. */
async function peakOf(megabytes: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-export-'));
  const server = spawn(process.execPath, [join(BENCH, 'serve.ts'), '--mb', String(megabytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const base = `http://127.0.0.1:${String(port).trim()}`;
    const output = madeExport(megabytes, []).map(({ type, count }) => ({
      type,
      url: `${base}/${type}.ndjson`,
      count,
    }));
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ base, output }));
    const args = [NURSERY, join(BENCH, 'read-export.ts'), manifest, '0'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { peakMegabytes, bytes, invalid } = JSON.parse(stdout) as Record<string, number>;
    expect(bytes).toBeGreaterThan(megabytes * 0.8e6);
    expect(invalid).toBe(0);
    return peakMegabytes ?? Number.NaN;
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

describe('the memory of an export', () => {
  it('does not grow with it', { timeout: 120_000 }, async () => {
    const small = await peakOf(15);
    const large = await peakOf(150);
    // Measured: 170 MB for either. Whatever holds a third of each line would show.
    expect(large - small).toBeLessThan(40);
    expect(large).toBeLessThan(240);
  });

  it('is bounded by the same nursery however the command is started', () => {
    for (const file of ['cli/assay.mjs', 'cli/require-node.mjs', 'package.json']) {
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain(NURSERY);
    }
    expect(readFileSync(join(BENCH, 'run.ts'), 'utf8')).toContain(NURSERY);
  });
});
