import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCore, compilePackage } from '../../fhir/pack/build-package.ts';
import { readPackageArchive } from '../../fhir/pack/package-source.ts';
import { shippedPack, shippedPacks } from './index.ts';

const file = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const packages = join(import.meta.dirname, '../../../shared/packages');
const versions = ['3.1.1', '4.0.0', '5.0.1', '6.1.0', '7.0.0', '8.0.0'];

describe('packs that ship', () => {
  it('are listed', () => {
    expect(shippedPacks()).toEqual([
      'hl7.fhir.r4.core#4.0.1',
      ...versions.map((version) => `hl7.fhir.us.core#${version}`),
    ]);
  });

  it('open by name and version', () => {
    const pack = shippedPack('hl7.fhir.us.core', '6.1.0');
    const url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient';
    expect(pack.structure(url)?.type).toBe('Patient');
    expect(pack.structure('http://example.org/nobody')).toBeUndefined();
  });

  it('are what their sources give: R4 core', () => {
    expect(buildCore().pack === file('hl7.fhir.r4.core-4.0.1.pack')).toBe(true);
  });

  // The packages are not part of the repository; where they are absent there is nothing to build from.
  it.runIf(existsSync(packages)).each(versions)('are what their sources give: US Core %s', (version) => {
    const source = readPackageArchive(join(packages, `hl7.fhir.us.core-${version}.tgz`));
    const built = compilePackage(source);
    expect(built.pack === file(`hl7.fhir.us.core-${version}.pack`)).toBe(true);
    expect(built.rows === file(`us-core-${version}.rows.json`)).toBe(true);
  });

  it.each(versions)('hold facts and no prose: US Core %s', (version) => {
    for (const text of [file(`hl7.fhir.us.core-${version}.pack`), file(`us-core-${version}.rows.json`)]) {
      expect(text).not.toMatch(/"(?:definition|comment|short|requirements|description|human|display)":/);
    }
  });
});
