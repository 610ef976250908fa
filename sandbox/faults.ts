import { BULK_FAMILIES, BULK_FAULTS, type BulkFaultId } from './bulk/bulk-faults.ts';
import { CODE_FAULTS, type CodeFaultId } from './code-faults.ts';
import { SMART_2_2_FAULTS, type Smart22FaultId } from './smart-2-2-faults.ts';
import { CONTENT_FAULTS, type ContentFaultId } from './content-faults.ts';
import { FAMILY_FAULTS, type FamilyFaultId } from './fault-families.ts';
import { CLIENT_KEY_FAULTS, type ClientKeyFaultId } from './oauth/client-keys.ts';
import { LAUNCH_FAULTS, type LaunchFaultId } from './oauth/launch-faults.ts';
import { TOKEN_FAULTS, type TokenFaultId } from './oauth/token-faults.ts';
import { nearest } from './nearest.ts';
import { RECORD_FAULTS, type RecordFaultId } from './record-faults.ts';
import { PUBLISHED_FAULTS, type PublishedFaultId } from './published.ts';
import { SIMPLE_FAULTS, type FaultArea, type SimpleFaultId } from './simple-faults.ts';
import { TLS_FAULTS, type TlsFaultId } from './tls-faults.ts';
import { variations, type VariationId } from './variations.ts';

export type FaultId =
  | SimpleFaultId
  | FamilyFaultId
  | ContentFaultId
  | CodeFaultId
  | BulkFaultId
  | LaunchFaultId
  | RecordFaultId
  | TlsFaultId
  | Smart22FaultId
  | TokenFaultId
  | PublishedFaultId
  | ClientKeyFaultId;

/** One thing that the sandbox can be told to do wrong. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  /** What the server then does, in one sentence. */
  readonly what: string;
  readonly area: FaultArea;
}

/** Every fault, the server-wide ones first, then the families over types and parameters. */
export const faults: readonly Fault[] = [
  ...Object.entries(SIMPLE_FAULTS).map(([id, [area, title, what]]) => ({ id, area, title, what })),
  ...FAMILY_FAULTS,
  ...Object.entries(LAUNCH_FAULTS).map(([id, [area, title, what]]) => ({ id, area, title, what })),
  ...Object.entries(TOKEN_FAULTS).map(([id, [area, title, what]]) => ({ id, area, title, what })),
  ...TLS_FAULTS,
  ...Object.entries(SMART_2_2_FAULTS).map(([id, [area, title, what]]) => ({
    id,
    area,
    title,
    what,
  })),
  ...Object.entries(PUBLISHED_FAULTS).map(([id, [area, title, what]]) => ({
    id,
    area,
    title,
    what,
  })),
  ...Object.entries(CLIENT_KEY_FAULTS).map(([id, [area, title, what]]) => ({
    id,
    area,
    title,
    what,
  })),
  ...CONTENT_FAULTS,
  ...CODE_FAULTS,
  ...RECORD_FAULTS,
  ...Object.entries(BULK_FAULTS).map(([id, [area, title, what]]) => ({ id, area, title, what })),
  ...BULK_FAMILIES,
];

/** Which faults and variations are switched on; asked wherever the sandbox can differ. */
export interface Breakage {
  readonly broken: (id: FaultId) => boolean;
  readonly varies: (id: VariationId) => boolean;
  /** True when nothing is switched on. */
  readonly none: boolean;
}

/** Switches faults and variations on by id; an unknown id is refused with the nearest known one. */
export function breakageOf(
  ids: readonly string[],
  onVaried: (id: VariationId) => void = () => undefined,
): Breakage {
  const known = new Set([...faults, ...variations].map(({ id }) => id));
  for (const id of ids) {
    if (!known.has(id))
      throw new Error(`There is no fault "${id}"; the nearest is "${nearest(id, known)}".`);
  }
  const chosen = new Set<string>(ids);
  const has = (id: string): boolean => chosen.has(id);
  const never = (): boolean => false;
  return chosen.size === 0
    ? { broken: never, varies: never, none: true }
    : {
        broken: has,
        varies: (id) => {
          const varies = has(id);
          if (varies) onVaried(id);
          return varies;
        },
        none: false,
      };
}
