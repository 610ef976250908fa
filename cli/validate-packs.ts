import { readFileSync } from 'node:fs';
import { buildPack } from '../fhir/pack/build-pack.ts';
import { coreDefinitions } from '../fhir/pack/core-source.ts';
import { openPackage, PackageError } from '../fhir/pack/package-source.ts';
import { parsePack, serializePack } from '../fhir/pack/pack-file.ts';
import type { Pack } from '../fhir/validator.ts';
import { isShipped, shippedPack, shippedPacks } from '../testsuites/packs/index.ts';
import { CommandError } from './exit-code.ts';

/** A pack as it can be handed to a worker: by the name under which it ships, or as its text. */
export type PackSource =
  | { readonly kind: 'shipped'; readonly name: string; readonly version: string }
  | { readonly kind: 'text'; readonly text: string };

export const CORE: PackSource = { kind: 'shipped', name: 'hl7.fhir.r4.core', version: '4.0.1' };

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

export const openPack = (source: PackSource): Pack =>
  source.kind === 'shipped' ? shippedPack(source.name, source.version) : parsePack(source.text);

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
