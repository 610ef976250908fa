import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../core/parse-config.ts';
import type { PackRows } from '../fhir/pack-rows.ts';

/** Versions of US Core whose rows ship with Assay. */
export const packVersions = ['3.1.1', '4.0.0', '5.0.1', '6.1.0', '7.0.0', '8.0.0'] as const;

const loaded = new Map<string, PackRows>();

/**
 * Where packs lie: beside this file, or beside the bundle that a function was made of. They are
 * read when a run needs them, so that a cold start pays only for the version in hand.
 */
const folder = join(import.meta.dirname, 'packs');

/** The rows of a US Core version. Throws `ConfigError` for one that does not ship. */
export function packRows(version: string): PackRows {
  const known = loaded.get(version);
  if (known !== undefined) return known;
  if (!packVersions.some((shipped) => shipped === version)) {
    throw new ConfigError([
      `options.usCore: "${version}" does not ship with Assay; there are ${packVersions.join(', ')}`,
    ]);
  }
  const rows = JSON.parse(
    readFileSync(join(folder, `us-core-${version}.rows.json`), 'utf8'),
  ) as PackRows;
  loaded.set(version, rows);
  return rows;
}
