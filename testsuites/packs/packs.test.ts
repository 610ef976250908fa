import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCore, compilePackage } from '../../fhir/pack/build-package.ts';
import { readPackageArchive } from '../../fhir/pack/package-source.ts';
import { shippedPack, shippedPacks } from './index.ts';

const file = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

/** Where the packages that US Core's packs are built from lie: they are no part of the repository. */
const packages =
  process.env['ASSAY_PACKAGES'] ?? join(import.meta.dirname, '../../../shared/packages');
const archiveOf = (version: string): string => join(packages, `hl7.fhir.us.core-${version}.tgz`);
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

  it.for(versions)('are what their sources give: US Core %s', (version, { skip }) => {
    const archive = archiveOf(version);
    if (!existsSync(archive)) skip(`there is no ${archive}; ASSAY_PACKAGES says where to look`);
    const built = compilePackage(readPackageArchive(archive));
    expect(built.pack === file(`hl7.fhir.us.core-${version}.pack`)).toBe(true);
    expect(built.rows === file(`us-core-${version}.rows.json`)).toBe(true);
    // Built again, whatever has been built before: the same.
    expect(compilePackage(readPackageArchive(archive)).pack === built.pack).toBe(true);
  });

  it.each(versions)('hold facts and no prose: US Core %s', (version) => {
    for (const text of [file(`hl7.fhir.us.core-${version}.pack`), file(`us-core-${version}.rows.json`)]) {
      expect(text).not.toMatch(/"(?:definition|comment|short|requirements|description|human|display)":/);
    }
  });
});
