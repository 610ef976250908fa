import { readFileSync } from 'node:fs';
import { buildPackage } from '../fhir/pack/build-package.ts';
import { PackageError } from '../fhir/pack/package-source.ts';
import { isPack } from '../fhir/pack/pack-file.ts';
import { isShipped, shippedPacks } from '../testsuites/packs/index.ts';
import { CommandError } from './exit-code.ts';
import type { PackSource } from './validate-packs.ts';

/** What is validated against when nothing is said: the version that certification names. */
export const DEFAULT_PACK = 'hl7.fhir.us.core#6.1.0';

/** Finds `NAME#VERSION` among what ships, in the package cache or registry, or a file. */
export async function packSource(spec: string): Promise<PackSource> {
  const [name = '', version = ''] = spec.split('#');
  if (isShipped(name, version)) return { kind: 'shipped', name, version };
  try {
    if (spec.endsWith('.pack')) return compiled(spec);
    const { pack, problems } = await buildPackage(spec);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    return { kind: 'text', text: pack };
  } catch (error) {
    if (!(error instanceof PackageError) && !isFileError(error)) throw error;
    const shipped = shippedPacks().join(', ');
    const why = error instanceof PackageError ? error.message : `${spec} cannot be read.`;
    throw new CommandError(`--pack: ${why} What ships: ${shipped}.`);
  }
}

function compiled(file: string): PackSource {
  const text = readFileSync(file, 'utf8');
  if (!isPack(text)) throw new PackageError(`${file} is no pack that "assay pack build" made.`);
  return { kind: 'text', text };
}

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
