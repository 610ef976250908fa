import type { MustSupportElement, MustSupportExtension, ProfileRow } from '../../fhir/pack-rows.ts';
import data from './amendments.json' with { type: 'json' };

/** One way among several to show the same. */
export interface Alternative {
  readonly path?: string;
  readonly fixed?: unknown;
  /** Id of an extension of the profile's rows. */
  readonly extension?: string;
  /** Another profile whose resources may show it. */
  readonly profile?: string;
}

export interface AddedElement extends MustSupportElement {
  /** A further requirement that the same element shows. */
  readonly also?: string;
}

/** What narrative, corrections and discretion change of a profile's must-support flags. */
export interface Amendment {
  readonly name: string;
  readonly versions: readonly string[];
  readonly profiles?: readonly string[];
  readonly types?: readonly string[];
  readonly except?: readonly string[];
  /** Keys of rows (as requirement ids end) that are no longer asked for; `*` stands for any text. */
  readonly lifts?: readonly string[];
  readonly adds?: {
    readonly elements?: readonly AddedElement[];
    readonly extensions?: readonly MustSupportExtension[];
  };
  /** One of these is enough; it takes the place of their own rows. */
  readonly choice?: readonly Alternative[];
  /** Asked for even where the pack flags none of the alternatives. */
  readonly always?: boolean;
  readonly uscdi?: boolean;
  /** Parts of an address, or a PractitionerRole instead. */
  readonly addressOrRole?: readonly string[];
  /** Presence of the profile's resources is not asked for; its rows are advice. */
  readonly adviceOnly?: boolean;
  readonly reason: string;
  readonly citation: string;
}

const amendments: readonly Amendment[] = data.amendments;

/** The amendments that hold for a profile in one version of the guide. */
export const amendmentsOf = (
  version: string,
  { id, type }: Pick<ProfileRow, 'id' | 'type'>,
): readonly Amendment[] =>
  amendments.filter(
    ({ versions, profiles, types, except }) =>
      versions.includes(version) &&
      (profiles?.includes(id) ?? true) &&
      (types?.includes(type) ?? true) &&
      except?.includes(id) !== true,
  );

/** Whether a row's key is among those lifted. */
export function isLifted(key: string, lifts: readonly string[]): boolean {
  return lifts.some((glob) => {
    const parts = glob.split('*');
    const [first = ''] = parts;
    if (parts.length === 1) return key === first;
    if (!key.startsWith(first)) return false;
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = key.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    const last = parts.at(-1) ?? '';
    return key.length - last.length >= at && key.endsWith(last);
  });
}
