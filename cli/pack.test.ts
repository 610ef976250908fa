import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addPackCommand } from './pack.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-pack-'));
let written: string[] = [];
let warned: string[] = [];

async function run(...args: string[]): Promise<number> {
  written = [];
  warned = [];
  const keeper =
    (lines: string[]) =>
    (text: unknown): boolean => {
      lines.push(String(text));
      return true;
    };
  vi.spyOn(process.stdout, 'write').mockImplementation(keeper(written));
  vi.spyOn(process.stderr, 'write').mockImplementation(keeper(warned));
  const program = new Command().exitOverride();
  addPackCommand(program);
  await program.parseAsync(['pack', 'build', ...args], { from: 'user' });
  const code = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  return code;
}

afterEach(() => vi.restoreAllMocks());

describe('assay pack build', () => {
  it('compiles R4 core to what ships', async () => {
    const out = join(folder, 'core.pack');
    expect(await run('hl7.fhir.r4.core#4.0.1', '--out', out, '--json')).toBe(0);
    expect(JSON.parse(written.join('')).structures).toBeGreaterThan(600);
    const shipped = join(import.meta.dirname, '../testsuites/packs/hl7.fhir.r4.core-4.0.1.pack');
    expect(readFileSync(out, 'utf8') === readFileSync(shipped, 'utf8')).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('says in one line what it cannot read, and ends with 2', async () => {
    expect(await run('no package')).toBe(2);
    expect(warned).toEqual(['"no package" is neither a .tgz file nor NAME#VERSION.\n']);
  });
});
