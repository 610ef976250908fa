import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryPack, parsePack } from '../pack/pack-file.ts';
import type { StructureIr } from '../pack/ir.ts';
import { CompiledPacks } from './compiled-packs.ts';
import { generate } from './generate.ts';

const open = (name: string) =>
  parsePack(
    readFileSync(join(import.meta.dirname, '../../testsuites/packs', `${name}.pack`), 'utf8'),
  );

const core = open('hl7.fhir.r4.core-4.0.1');

const patient = (version: string): StructureIr => ({
  url: 'http://example.org/p',
  version,
  name: 'P',
  type: 'Patient',
  kind: 'resource',
  constraint: true,
  root: { name: 'Patient', children: [] },
});

const named = (version: string) =>
  memoryPack({ name: 'p', version, structures: [patient(version)], valueSets: [] });

describe('compiled packs', () => {
  it.each(['6.1.0', '8.0.0'])(
    'compile every structure and translate every constraint: US Core %s',
    (version) => {
      const pack = open(`hl7.fhir.us.core-${version}`);
      const compiled = new CompiledPacks([core, pack]);
      for (const url of [...core.structureUrls, ...pack.structureUrls]) {
        const structure = compiled.structure(url);
        if (structure) expect(typeof generate(structure, compiled).root).toBe('function');
      }
      expect([...compiled.untranslated]).toEqual([]);
    },
  );

  it('prefer the later pack, and the version that is named', () => {
    const compiled = new CompiledPacks([core, named('1'), named('2')]);
    expect(compiled.structure('http://example.org/p')?.version).toBe('2');
    expect(compiled.structure('http://example.org/p|1')?.version).toBe('1');
    expect(compiled.link('http://example.org/p|1')).not.toBe(compiled.link('http://example.org/p'));
  });

  it('know resource types from other names', () => {
    const compiled = new CompiledPacks([core]);
    expect(compiled.resourceLink('Patient')).toBeDefined();
    for (const name of ['Resource', 'HumanName', 'Nobody', '../x', '__proto__']) {
      expect(compiled.resourceLink(name)).toBeUndefined();
    }
  });
});
