import type {
  MustSupportElement,
  MustSupportExtension,
  MustSupportRows,
  MustSupportSlice,
  ProfileRow,
} from '../pack-rows.ts';
import {
  type Definitions,
  type ElementDefinition,
  type ElementType,
  extensionValue,
  type StructureDefinition,
} from './definitions.ts';
import { typeCodes } from './element-types.ts';
import type { Terminology } from './value-sets.ts';

const TYPE_MUST_SUPPORT =
  'http://hl7.org/fhir/StructureDefinition/elementdefinition-type-must-support';
/** US Core marks what USCDI wants beyond must-support with its own extension. */
const USCDI = 'http://hl7.org/fhir/us/core/StructureDefinition/uscdi-requirement';

/** Beyond this a bound value set is no list of values to search by one after another. */
const MOST_SEED_VALUES = 60;

const capital = (text: string): string => (text[0]?.toUpperCase() ?? '') + text.slice(1);
const isUscdi = (element: ElementDefinition): boolean => extensionValue(element, USCDI) === true;
const isWanted = (element: ElementDefinition): boolean =>
  element.mustSupport === true || isUscdi(element);
/** Said only where must-support itself does not ask for it. */
const uscdiOf = (element: ElementDefinition): { uscdi?: true } =>
  element.mustSupport !== true && isUscdi(element) ? { uscdi: true } : {};

/**
 * `Observation.value[x]:valueQuantity.code` as `valueQuantity.code`, type name taken off; a choice
 * on the way that has one type left is spelt with it.
 */
function spelt(id: string, elements: readonly ElementDefinition[]): string {
  const steps = id.split('.');
  return steps
    .map((step, index) => {
      const [, name, slice] = /^(.*)\[x\]:(.*)$/.exec(step) ?? [];
      if (slice !== undefined && name !== undefined && slice.startsWith(name)) return slice;
      if (!step.endsWith('[x]') || index === steps.length - 1) return step;
      const at = steps.slice(0, index + 1).join('.');
      const types = typeCodes(elements.find((element) => element.id === at) ?? NOTHING);
      return types.length === 1 ? step.replace(/\[x\]$/, capital(types[0] ?? '')) : step;
    })
    .slice(1)
    .join('.');
}

const NOTHING: ElementDefinition = { id: '', path: '' };

const withoutSlices = (path: string): string => path.split('.').slice(1).join('.');

/** The fixed or pattern value of an element, whatever its type. */
export function fixedOf(element: ElementDefinition | undefined): unknown {
  if (!element) return undefined;
  const key = Object.keys(element).find((name) => /^(?:fixed|pattern)[A-Z]/.test(name));
  return key === undefined ? undefined : element[key];
}

/** Everything that the elements below one give by fixed or pattern, as one pattern value. */
function fixedBelow(elements: readonly ElementDefinition[], id: string): unknown {
  const own = fixedOf(elements.find((element) => element.id === id));
  if (own !== undefined) return own;
  let result: Record<string, unknown> | undefined;
  for (const element of elements) {
    if (!element.id.startsWith(`${id}.`)) continue;
    const value = fixedOf(element);
    if (value === undefined) continue;
    result ??= {};
    let node = result;
    const steps = element.path.split('.').slice(id.split('.').length);
    const prefix = element.path.split('.').slice(0, id.split('.').length);
    for (const [index, step] of steps.entries()) {
      const at = [...prefix, ...steps.slice(0, index + 1)].join('.');
      const definition = elements.find((candidate) => candidate.path === at);
      const isList = definition?.base?.max === '*';
      if (index === steps.length - 1) node[step] = isList ? [value] : value;
      else {
        const held = node[step];
        const next = (Array.isArray(held) ? held[0] : held) ?? {};
        node[step] = isList ? [next] : next;
        node = next as Record<string, unknown>;
      }
    }
  }
  return result;
}

const mustSupportTypes = (element: ElementDefinition): ElementType[] =>
  (element.type ?? []).filter((type) => extensionValue(type, TYPE_MUST_SUPPORT) === true);

function elementRows(
  element: ElementDefinition,
  elements: readonly ElementDefinition[],
): MustSupportElement[] {
  const path = spelt(element.id, elements);
  const uscdi = uscdiOf(element);
  if (element.path.endsWith('[x]')) {
    const flagged = mustSupportTypes(element);
    const types = flagged.length > 0 ? flagged : element.type?.length === 1 ? element.type : [];
    if (types.length > 0 && path.endsWith('[x]')) {
      return types.map(({ code }) => ({
        path: path.replace(/\[x\]$/, capital(code)),
        types: [code],
        ...uscdi,
      }));
    }
  }
  const fixed = fixedOf(element) ?? patternOfCode(element, elements);
  return [
    {
      path,
      ...(fixed !== undefined && { fixed }),
      types: typeCodes(element),
      ...uscdi,
    },
  ];
}

/** A must-support concept whose code is fixed further down shows itself only with that code. */
function patternOfCode(
  element: ElementDefinition,
  elements: readonly ElementDefinition[],
): unknown {
  const [only] = typeCodes(element);
  if (only !== 'CodeableConcept' && only !== 'Coding') return undefined;
  return fixedBelow(
    elements.filter(({ id }) => !id.slice(element.id.length).includes(':')),
    element.id,
  );
}

function sliceRow(
  element: ElementDefinition,
  elements: readonly ElementDefinition[],
  terminology: Terminology,
): MustSupportSlice {
  const slicedId = element.id.slice(0, element.id.lastIndexOf(':'));
  const slicing = elements.find(({ id }) => id === slicedId)?.slicing;
  const path = spelt(slicedId, elements);
  const discriminators: MustSupportSlice['discriminators'][number][] = [];
  for (const { type, path: at } of slicing?.discriminator ?? [{ type: 'value', path: '$this' }]) {
    const target = at === '$this' ? element.id : `${element.id}.${at}`;
    const definition = elements.find(({ id }) => id === target);
    if (type === 'position') continue;
    if (type === 'type') {
      discriminators.push({
        type,
        path: at,
        value: at === '$this' ? typeCodes(element) : typeCodes(definition ?? element),
      });
      continue;
    }
    const value = fixedBelow(elements, target);
    const valueSet = definition?.binding?.strength === 'required' && definition.binding.valueSet;
    if (value === undefined && valueSet) {
      const codes = (terminology.list(valueSet) ?? []).map(
        ({ system, code }) => `${system}|${code}`,
      );
      discriminators.push({ type: 'binding', path: at, codes });
    } else {
      discriminators.push({ type, path: at, ...(value !== undefined && { value }) });
    }
  }
  return { path, slice: element.sliceName ?? '', discriminators, ...uscdiOf(element) };
}

const isExtension = (element: ElementDefinition): boolean =>
  /\.(?:modifierE|e)xtension$/.test(element.path);

/** Must-support of the snapshot, extended by what USCDI asks for (US Core, "Must Support"). */
function mustSupportRows(
  elements: readonly ElementDefinition[],
  terminology: Terminology,
): MustSupportRows {
  const wanted = elements.filter((element) => element.id.includes('.') && isWanted(element));
  const extensions: MustSupportExtension[] = [];
  const slices: MustSupportSlice[] = [];
  const rows = new Map<string, MustSupportElement>();
  for (const element of wanted) {
    if (isExtension(element)) {
      const url = element.type?.[0]?.profile?.[0];
      if (url === undefined) continue;
      extensions.push({
        path: spelt(element.id, elements).replace(/\.?(?:modifierE|e)xtension(?::[^.]*)?$/, ''),
        url,
        id: element.sliceName ?? url.split('/').slice(-1)[0] ?? url,
        ...uscdiOf(element),
      });
    } else if (/:[^.]*$/.test(element.id)) slices.push(sliceRow(element, elements, terminology));
    else for (const row of elementRows(element, elements)) rows.set(row.path, row);
  }
  return { elements: [...rows.values()], slices, extensions };
}

function referenceRows(elements: readonly ElementDefinition[]): ProfileRow['references'] {
  const rows = new Map<string, Set<string>>();
  for (const element of elements) {
    if (!isWanted(element)) continue;
    for (const type of element.type ?? []) {
      if (type.code !== 'Reference') continue;
      const targets = type.targetProfile ?? [];
      const flagged = targets.filter(
        (_target, index) =>
          extensionValue(type._targetProfile?.[index], TYPE_MUST_SUPPORT) === true,
      );
      const isChoice = element.path.endsWith('[x]');
      const types = mustSupportTypes(element);
      if (isChoice && types.length > 0 && !types.includes(type)) continue;
      const base = withoutSlices(element.path);
      const path = isChoice ? base.replace(/\[x\]$/, 'Reference') : base;
      const row = rows.get(path) ?? new Set();
      for (const target of flagged.length > 0 ? flagged : targets) row.add(target);
      rows.set(path, row);
    }
  }
  return [...rows].map(([path, targets]) => ({ path, targetProfiles: [...targets] }));
}

function bindingRows(
  elements: readonly ElementDefinition[],
  definitions: Definitions,
): ProfileRow['requiredBindings'] {
  const rows = new Map<string, string>();
  const add = (element: ElementDefinition, prefix: string): void => {
    const { binding } = element;
    if (binding?.strength !== 'required' || binding.valueSet === undefined) return;
    // A slice that may be missing is told by its value set; other codes make another slice.
    if (/:[^.]*$/.test(element.id) && (element.min ?? 0) === 0) return;
    const path = `${prefix}${withoutSlices(element.path).replaceAll('[x]', '')}`;
    const key = prefix ? prefix : path;
    if (!rows.has(key)) rows.set(key, binding.valueSet);
  };
  for (const element of elements) add(element, '');
  for (const element of elements) {
    if (!isExtension(element) || element.sliceName === undefined) continue;
    const profile = element.type?.[0]?.profile?.[0];
    const extension = profile === undefined ? undefined : definitions.structure(profile);
    const id = profile?.split('/').slice(-1)[0] ?? '';
    for (const part of extension?.snapshot?.element ?? []) {
      if (!part.path.endsWith('value[x]')) continue;
      const slice = /^Extension\.extension:([^.]+)\./.exec(part.id)?.[1];
      add(part, `extension.${id}${slice === undefined ? '' : `.${slice}`}`);
    }
  }
  return [...rows].map(([path, valueSet]) => ({ path, valueSet }));
}

type Seeds = { readonly system?: string; readonly code: string }[];

/** Codings in a fixed or pattern code, Coding or CodeableConcept. */
function codingsOf(value: unknown, depth = 0): Seeds {
  if (typeof value === 'string') return [{ code: value }];
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  const { code, system, coding } = value as { code?: unknown; system?: unknown; coding?: unknown };
  if (typeof code === 'string') {
    return [typeof system === 'string' ? { system, code } : { code }];
  }
  return Array.isArray(coding) ? coding.flatMap((each) => codingsOf(each, depth + 1)) : [];
}

function seedsAt(
  path: string,
  elements: readonly ElementDefinition[],
  rows: MustSupportRows,
  terminology: Terminology,
): Seeds {
  const slicesAt = rows.slices.filter(({ path: at }) => at === path);
  const isMandatory = (slice: string): boolean =>
    elements.some(
      ({ path: at, sliceName, min }) =>
        withoutSlices(at) === path && sliceName === slice && (min ?? 0) > 0,
    );
  const mandatory = slicesAt.filter(({ slice }) => isMandatory(slice));
  const fromSlices = (mandatory.length > 0 ? mandatory : slicesAt).flatMap(({ discriminators }) => {
    const listed = discriminators.flatMap(({ codes }) =>
      (codes ?? []).map((each) => {
        const [system = '', code = ''] = each.split('|');
        return { system, code };
      }),
    );
    if (listed.length > 0) return listed;
    const whole: Record<string, unknown> = {};
    for (const { path: at, value } of discriminators) {
      if (at === '$this') Object.assign(whole, value);
      else if (at === 'coding') Object.assign(whole, value);
      else whole[at.replace(/^coding\./, '')] = value;
    }
    return codingsOf(whole);
  });
  if (fromSlices.length > 0) return fromSlices;
  const element = elements.find(({ id }) => spelt(id, elements) === path);
  if (!element) return [];
  const fixed = codingsOf(
    fixedBelow(
      elements.filter(({ id }) => !id.slice(element.id.length).includes(':')),
      element.id,
    ),
  );
  if (fixed.length > 0) return fixed;
  // Codings that are sliced with a fixed code each: the mandatory ones, as all must be there.
  const codings = elements.filter(
    ({ path: at, sliceName }) => withoutSlices(at) === `${path}.coding` && sliceName !== undefined,
  );
  const sliced = codings.flatMap(({ id }) => codingsOf(fixedBelow(elements, id)));
  if (sliced.length > 0) return sliced;
  if (element.binding?.valueSet === undefined || element.binding.strength === 'example') return [];
  const all = terminology.list(element.binding.valueSet) ?? [];
  const isCode = typeCodes(element).includes('code');
  return all.length > MOST_SEED_VALUES
    ? []
    : all.map(({ system, code }) => (isCode ? { code } : { system, code }));
}

/** The rows of one profile: what must be there, what must be supported, and what a search is seeded with. */
export function profileRow(
  profile: StructureDefinition,
  seedPaths: readonly string[],
  definitions: Definitions,
  terminology: Terminology,
): ProfileRow {
  const elements = profile.snapshot?.element ?? [];
  const mustSupport = mustSupportRows(elements, terminology);
  const seedValues = Object.fromEntries(
    seedPaths
      .map((path) => [path, seedsAt(path, elements, mustSupport, terminology)] as const)
      .filter(([, values]) => values.length > 0),
  );
  const mandatory = elements.filter(({ path, min }) => path.includes('.') && (min ?? 0) > 0);
  return {
    id: profile.url.split('/').slice(-1)[0] ?? profile.url,
    url: profile.url,
    type: profile.type,
    name: profile.title ?? profile.name,
    mandatory: [...new Set(mandatory.map(({ path }) => withoutSlices(path)))],
    mustSupport,
    references: referenceRows(elements),
    seedValues,
    requiredBindings: bindingRows(elements, definitions),
  };
}
