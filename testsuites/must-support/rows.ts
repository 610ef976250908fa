import type {
  MustSupportElement,
  MustSupportExtension,
  MustSupportRows,
  MustSupportSlice,
} from '../../fhir/pack-rows.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import { requirement, shortName } from '../us-core/requirement-ids.ts';
import {
  type AddedElement,
  type Alternative,
  type Amendment,
  amendmentsOf,
  isLifted,
} from './amendments.ts';

/** What all must-support rows have: where they stand and which requirements they show. */
interface RowBase {
  readonly context: ProfileContext;
  readonly requirements: readonly [string, ...string[]];
  /** Demanded by USCDI on top of the profile's own flags. */
  readonly uscdi: boolean;
  readonly adviceOnly: boolean;
}

export interface ElementRow extends RowBase {
  readonly element: MustSupportElement;
}

export interface SliceRow extends RowBase {
  readonly slice: MustSupportSlice;
}

export interface ExtensionRow extends RowBase {
  readonly extension: MustSupportExtension;
}

export interface ChoiceRow extends RowBase {
  readonly alternatives: readonly Alternative[];
}

/** Address parts, each over all practitioners, or a PractitionerRole. */
export interface AddressRow extends RowBase {
  readonly parts: readonly string[];
}

/** What would be asked for, had a correction or discretion not lifted it. */
export interface LiftedRow extends RowBase {
  readonly amendment: Amendment;
}

export interface ProfileMustSupport {
  readonly elements: readonly ElementRow[];
  readonly slices: readonly SliceRow[];
  readonly extensions: readonly ExtensionRow[];
  readonly choices: readonly ChoiceRow[];
  readonly addresses: readonly AddressRow[];
  readonly lifted: readonly LiftedRow[];
}

const lastPart = (value: string): string => value.split('/').filter(Boolean).at(-1) ?? value;

const firstCode = (pattern: unknown): string | undefined => {
  const coding = (pattern as { coding?: readonly { code?: unknown }[] }).coding?.[0]?.code;
  return typeof coding === 'string' ? coding : undefined;
};

const keyOfSlice = ({ path, slice }: MustSupportSlice): string => `slice.${path}:${slice}`;
const keyOfExtension = ({ id }: MustSupportExtension): string => `extension.${id}`;

/**
 * The keys under which the catalogue may know an element: with its fixed value; a member of a
 * choice by slice and type (`valueQuantity:valueQuantity.unit`); a typed choice by its base.
 */
function keysOfElement({ path, fixed }: MustSupportElement, rows: MustSupportRows): string[] {
  const [head = '', ...below] = path.split('.');
  const isTypeSlice = rows.slices.some((row) => row.path.endsWith('[x]') && row.slice === head);
  const bare = [
    ...(isTypeSlice && below.length > 0 ? [`${head}:${path}`] : []),
    path,
    path.replace(/\.(value|effective)[A-Z]\w*$/, '.$1[x]'),
  ];
  if (typeof fixed === 'string')
    return [...bare.map((key) => `${key}=${lastPart(fixed)}`), ...bare];
  const code = fixed === undefined || path.includes(':') ? undefined : firstCode(fixed);
  return code === undefined ? bare : [`${path}.coding.code=${code}`, ...bare];
}

/** A profile's must-support rows as its checks are multiplied by them. */
export function mustSupportRows(context: ProfileContext): ProfileMustSupport {
  const { profile, pack } = context;
  const amendments = amendmentsOf(pack.version, profile);
  const idOf = (key: string): string => `uscore.${shortName(profile.id)}.must-support.${key}`;
  const known = (keys: readonly string[]): string =>
    keys.map(idOf).find((id) => requirement(id) !== undefined) ?? idOf(keys[0] ?? '');
  const lifts = amendments.flatMap((amendment) => amendment.lifts ?? []);
  const adviceOnly = amendments.some((amendment) => amendment.adviceOnly === true);
  const given = profile.mustSupport;

  const keys = [
    ...given.elements.map(({ path }) => path),
    ...given.slices.map(keyOfSlice),
    ...given.extensions.map(keyOfExtension),
  ];
  const stays = (key: string): boolean => !isLifted(key, lifts);
  const elements: readonly AddedElement[] = [
    ...given.elements.filter(({ path }) => stays(path)),
    ...amendments.flatMap(({ adds }) => adds?.elements ?? []),
  ];
  const slices = given.slices.filter((row) => stays(keyOfSlice(row)));
  const extensions = [
    ...given.extensions.filter((row) => stays(keyOfExtension(row))),
    ...amendments.flatMap(({ adds }) => adds?.extensions ?? []),
  ];

  const keyOfAlternative = ({ path, extension }: Alternative): string =>
    path ?? `extension.${extension}`;
  const present = new Set([...elements.map(({ path }) => path), ...extensions.map(keyOfExtension)]);
  const chosen = amendments.filter(
    ({ choice, always }) =>
      choice !== undefined &&
      (always === true || choice.some((each) => present.has(keyOfAlternative(each)))),
  );
  const replaced = new Set(chosen.flatMap(({ choice = [] }) => choice.map(keyOfAlternative)));
  const base = (uscdi: boolean | undefined, id: string, also?: string) => ({
    context,
    requirements: [id, ...(also === undefined ? [] : [idOf(also)])] as const,
    uscdi: uscdi === true,
    adviceOnly,
  });
  return {
    elements: elements
      .filter(({ path }) => !replaced.has(path))
      .map((element) => ({
        ...base(element.uscdi, known(keysOfElement(element, given)), element.also),
        element,
      })),
    slices: slices.map((slice) => ({ ...base(slice.uscdi, idOf(keyOfSlice(slice))), slice })),
    extensions: extensions
      .filter((extension) => !replaced.has(keyOfExtension(extension)))
      .map((extension) => ({
        ...base(extension.uscdi, idOf(keyOfExtension(extension))),
        extension,
      })),
    choices: chosen.map(({ choice = [], uscdi }) => ({
      ...base(
        uscdi,
        idOf(`choice.${choice.map(({ path, extension }) => path ?? extension).join('|')}`),
      ),
      alternatives: choice,
    })),
    addresses: amendments.flatMap(({ addressOrRole }) =>
      addressOrRole === undefined
        ? []
        : [{ ...base(false, idOf('choice.address|PractitionerRole')), parts: addressOrRole }],
    ),
    lifted: amendments
      .filter(({ adds, choice, addressOrRole }) => (adds ?? choice ?? addressOrRole) === undefined)
      .filter(({ lifts }) => lifts === undefined || keys.some((key) => isLifted(key, lifts)))
      .map((amendment) => ({
        ...base(false, `uscore.${shortName(profile.id)}.waived.${amendment.name}`),
        amendment,
      })),
  };
}
