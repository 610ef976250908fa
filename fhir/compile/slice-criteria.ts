import type { ElementIr, StructureIr } from '../pack/ir.ts';

type Slice = NonNullable<ElementIr['slices']>[number];

/** What slice matching asks of the packs and of the walk. */
export interface SliceLibrary {
  structure(canonical: string): StructureIr | undefined;
  resourceTypeOf(canonical: string): string | undefined;
}

/** One step of a discriminator's path (FHIR R4, ElementDefinition.slicing.discriminator.path). */
type Step =
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'ofType'; readonly type: string }
  | { readonly kind: 'resolve' };

const STEP =
  /extension\(\s*['"]([^'"]+)['"]\s*\)|(?:ofType|as)\(\s*([A-Za-z]+)\s*\)|resolve\(\)|\$this|([A-Za-z]+)(?:\[x\])?/y;

function stepsOf(path: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < path.length; ) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (!match) return undefined;
    const [whole, url, type, name] = match;
    if (url !== undefined) steps.push({ kind: 'extension', url });
    else if (type !== undefined) steps.push({ kind: 'ofType', type });
    else if (whole === 'resolve()') steps.push({ kind: 'resolve' });
    else if (name !== undefined) steps.push({ kind: 'child', name });
    at += whole.length;
    if (at < path.length) {
      if (path[at] !== '.') return undefined;
      at++;
    }
  }
  return steps;
}

/** Data that `Walk.fits` decides by: values on a path, and what one of them must be. */
export interface Criterion {
  readonly steps: readonly Step[];
  readonly test:
    | { readonly kind: 'fixed' | 'pattern'; readonly value: unknown }
    | { readonly kind: 'codes'; readonly valueSet: string }
    | { readonly kind: 'types'; readonly types: readonly string[] }
    | { readonly kind: 'exists'; readonly wanted: boolean }
    | { readonly kind: 'profiles'; readonly profiles: readonly string[] };
}

const childOf = (element: ElementIr, name: string, library: SliceLibrary): readonly ElementIr[] => {
  const own = element.children?.find((child) => child.name === name);
  if (own) return [own];
  if (element.children) return [];
  return (element.types ?? []).flatMap(({ code, profiles }) => {
    const structures = [...(profiles ?? []), code].map((url) => library.structure(url));
    const root = structures.find((structure) => structure !== undefined)?.root;
    const child = root?.children?.find((candidate) => candidate.name === name);
    return child ? [child] : [];
  });
};

/** Elements that a discriminator's path leads to, in the slice's own definition. */
function reached(
  slice: ElementIr,
  steps: readonly Step[],
  library: SliceLibrary,
): readonly ElementIr[] {
  let elements: readonly ElementIr[] = [slice];
  for (const step of steps) {
    elements = elements.flatMap((element): readonly ElementIr[] => {
      if (step.kind === 'child') return childOf(element, step.name, library);
      if (step.kind === 'ofType') {
        const types = (element.types ?? []).filter(({ code }) => code === step.type);
        return [{ ...element, types }];
      }
      if (step.kind === 'extension') {
        return childOf(element, 'extension', library).flatMap((extension) =>
          (extension.slices ?? []).filter((each) =>
            each.types?.some(({ profiles }) => profiles?.includes(step.url)),
          ),
        );
      }
      const targets = (element.types ?? []).flatMap(({ targets: urls }) => urls ?? []);
      return [
        {
          name: element.name,
          types: targets.map((url) => ({ code: 'Resource', profiles: [url] })),
        },
      ];
    });
  }
  return elements;
}

/** Fixed and pattern values below an element, each with the steps that lead there. */
function below(element: ElementIr, steps: readonly Step[], depth: number): Criterion[] {
  if (element.fixed !== undefined)
    return [{ steps, test: { kind: 'fixed', value: element.fixed } }];
  if (element.pattern !== undefined) {
    return [{ steps, test: { kind: 'pattern', value: element.pattern } }];
  }
  if (depth > 4) return [];
  return (element.children ?? []).flatMap((child) =>
    below(child, [...steps, { kind: 'child', name: child.name }], depth + 1),
  );
}

function criteriaAt(
  type: 'value' | 'pattern' | 'type' | 'exists' | 'profile' | 'position',
  element: ElementIr,
  steps: readonly Step[],
  library: SliceLibrary,
): Criterion[] {
  if (type === 'exists') {
    if (element.max === 0) return [{ steps, test: { kind: 'exists', wanted: false } }];
    return (element.min ?? 0) > 0 ? [{ steps, test: { kind: 'exists', wanted: true } }] : [];
  }
  if (type === 'type') {
    const types = (element.types ?? []).flatMap(({ code, profiles }) =>
      profiles && code === 'Resource'
        ? profiles.map((url) => library.resourceTypeOf(url) ?? code)
        : [code],
    );
    return types.length > 0 && !types.includes('Resource')
      ? [{ steps, test: { kind: 'types', types } }]
      : [];
  }
  if (type === 'profile') {
    const profiles = (element.types ?? []).flatMap((each) => each.profiles ?? []);
    return profiles.length > 0 ? [{ steps, test: { kind: 'profiles', profiles } }] : [];
  }
  const values = below(element, steps, 0);
  if (values.length > 0) return values;
  const profiled = (element.types ?? []).flatMap(({ profiles }) => profiles ?? []);
  const typed = profiled
    .map((url) => library.structure(url)?.root)
    .flatMap((root) => (root ? below(root, steps, 0) : []));
  if (typed.length > 0) return typed;
  if (element.binding?.strength === 'required') {
    return [{ steps, test: { kind: 'codes', valueSet: element.binding.valueSet } }];
  }
  if (element.max === 0) return [{ steps, test: { kind: 'exists', wanted: false } }];
  return (element.min ?? 0) > 0 ? [{ steps, test: { kind: 'exists', wanted: true } }] : [];
}

/** All that an item must meet to belong to a slice; undefined when the definition cannot tell. */
export function criteriaOf(
  sliced: ElementIr,
  slice: Slice,
  library: SliceLibrary,
): readonly Criterion[] | undefined {
  const criteria: Criterion[] = [];
  for (const { type, path } of sliced.slicing?.by ?? []) {
    const steps = stepsOf(path);
    if (!steps) return undefined;
    const isExtensionUrl =
      path === 'url' && (sliced.name === 'extension' || sliced.name === 'modifierExtension');
    if (isExtensionUrl) {
      const url = slice.types?.[0]?.profiles?.[0]?.split('|')[0];
      const own = slice.children?.find(({ name }) => name === 'url')?.fixed;
      const value = own ?? library.structure(url ?? '')?.url ?? url;
      if (value === undefined) return undefined;
      criteria.push({ steps, test: { kind: 'fixed', value } });
      continue;
    }
    const elements = reached(slice, steps, library);
    const found = elements.flatMap((element) => criteriaAt(type, element, steps, library));
    if (found.length === 0 && elements.length === 0 && type === 'exists') {
      criteria.push({ steps, test: { kind: 'exists', wanted: false } });
    } else criteria.push(...found);
  }
  return criteria.length > 0 ? criteria : undefined;
}
