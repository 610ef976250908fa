import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pack } from '../../fhir/pack/ir.ts';
import { parsePack } from '../../fhir/pack/pack-file.ts';

const opened = new Map<string, Pack>();

const fileOf = (name: string, version: string): string =>
  join(import.meta.dirname, `${name}-${version}.pack`);

/** Whether a package ships compiled. */
export const isShipped = (name: string, version: string): boolean =>
  existsSync(fileOf(name, version));

/** Packs that ship, as `name#version`. */
export const shippedPacks = (): string[] =>
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.pack'))
    .map((file) => file.replace(/^(.*)-(\d[^-]*)\.pack$/, '$1#$2'))
    .sort();

/** A pack that ships, opened once. */
export function shippedPack(name: string, version: string): Pack {
  const file = fileOf(name, version);
  const known = opened.get(file);
  if (known) return known;
  const pack = parsePack(readFileSync(file, 'utf8'));
  opened.set(file, pack);
  return pack;
}
