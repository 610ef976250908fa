import { readFileSync } from 'node:fs';
import { buildPack } from '../fhir/pack/build-pack.ts';
import { coreDefinitions } from '../fhir/pack/core-source.ts';
import { openPackage, PackageError } from '../fhir/pack/package-source.ts';
import { serializePack } from '../fhir/pack/pack-file.ts';
import { isShipped, shippedPacks } from '../testsuites/packs/index.ts';
import { CommandError } from './exit-code.ts';
import { CORE, openPack, type PackSource } from './validate-packs.ts';

/** What is validated against when nothing is said: the version that certification names. */
export const DEFAULT_PACK = 'hl7.fhir.us.core#6.1.0';

/** Finds `NAME#VERSION` among what ships, in the package cache or registry, or a file. */
export async function packSource(spec: string): Promise<PackSource> {
  const [name = '', version = ''] = spec.split('#');
  if (isShipped(name, version)) return { kind: 'shipped', name, version };
  try {
    if (spec.endsWith('.pack')) return { kind: 'text', text: readFileSync(spec, 'utf8') };
    const { pack: _, ...built } = buildPack(await openPackage(spec), coreDefinitions(), [
      openPack(CORE),
    ]);
    return { kind: 'text', text: serializePack(built.content) };
  } catch (error) {
    if (!(error instanceof PackageError) && !isFileError(error)) throw error;
    const shipped = shippedPacks().join(', ');
    throw new CommandError(`--pack: ${error.message} What ships: ${shipped}.`);
  }
}

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
