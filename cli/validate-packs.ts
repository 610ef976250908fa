import { parsePack } from '../fhir/pack/pack-file.ts';
import type { Pack } from '../fhir/validator.ts';
import { shippedPack } from '../testsuites/packs/index.ts';

/** A pack as it can be handed to a worker: by the name under which it ships, or as its text. */
export type PackSource =
  | { readonly kind: 'shipped'; readonly name: string; readonly version: string }
  | { readonly kind: 'text'; readonly text: string };

export const CORE: PackSource = { kind: 'shipped', name: 'hl7.fhir.r4.core', version: '4.0.1' };

export const openPack = (source: PackSource): Pack =>
  source.kind === 'shipped' ? shippedPack(source.name, source.version) : parsePack(source.text);
