import { readFileSync, globSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Who may import whom; changing this table is a decision, not a fix (docs/architecture.md). */
const MAY_IMPORT: Record<string, readonly string[]> = {
  fhir: [],
  core: ['fhir'],
  testsuites: ['core', 'fhir'],
  adapters: ['core'],
  reports: ['core', 'fhir'],
  lambdas: ['core', 'testsuites', 'adapters', 'reports'],
  cli: ['core', 'fhir', 'testsuites', 'adapters', 'reports', 'lambdas', 'sandbox'],
  infra: [],
  sandbox: [],
  bench: ['core', 'fhir', 'testsuites', 'adapters', 'reports', 'sandbox'],
};

const sources = globSync(
  '{fhir,core,testsuites,adapters,reports,lambdas,cli,infra,sandbox,bench}/**/*.ts',
  {
    cwd: ROOT,
  },
).filter((file) => !file.endsWith('.generated.ts'));

const importsOf = (file: string): { specifier: string; typeOnly: boolean }[] =>
  [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(
      /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\s+from\s+)?'([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map((match) => ({ specifier: match[2] ?? match[3] ?? '', typeOnly: match[1] !== undefined }));

describe('the rooms of the house', () => {
  it('has files to look at', () => expect(sources.length).toBeGreaterThan(5));

  it.each(sources)('%s imports only what its room may', (file) => {
    const room = file.split('/')[0] ?? '';
    const isTest = file.endsWith('.test.ts');
    for (const { specifier, typeOnly } of importsOf(file)) {
      if (!specifier.startsWith('.')) continue;
      const target = relative(ROOT, normalize(join(ROOT, dirname(file), specifier)));
      const targetRoom = target.split('/')[0] ?? '';
      if (targetRoom === room || targetRoom === 'package.json') continue;
      if (isTest && targetRoom === 'test') continue;
      if (room === 'infra' && typeOnly && target === 'lambdas/env.ts') continue;
      expect(MAY_IMPORT[room], `${file} imports ${target}`).toContain(targetRoom);
    }
  });

  it.each(sources.filter((file) => !/\.test\.ts$/.test(file)))(
    '%s is at most 400 lines, or says in its first comment why not',
    (file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      if (text.split('\n').length <= 401) return;
      expect(text.slice(0, 600)).toMatch(/longer than 400 lines because/i);
    },
  );
});
