import type { ElementIr } from '../pack/ir.ts';

/** Something that an example must have, as a tree of path steps. */
export interface Wish {
  /** Step as it is spelt: `component`, `value[x]`, `valueQuantity`. */
  readonly name: string;
  readonly slice?: string;
  /** Canonical of the extension that is meant. */
  readonly url?: string;
  readonly fixed?: unknown;
  readonly children: readonly Wish[];
}

export const NO_WISH: Wish = { name: '', children: [] };

/** A wish for the element at a path (`component:systolic.valueQuantity`), with its value or extension. */
export function wishAt(
  path: string,
  end: { readonly fixed?: unknown; readonly url?: string | undefined } = {},
): Wish {
  const steps = path.split('.').filter((step) => step !== '');
  const leaf: readonly Wish[] =
    end.url === undefined ? [] : [{ name: 'extension', url: end.url, children: [] }];
  const children = steps.reduceRight<readonly Wish[]>((below, step, at) => {
    const [name = '', slice] = step.split(':');
    const last = at === steps.length - 1;
    return [
      {
        name,
        ...(slice === undefined ? {} : { slice }),
        ...(last && end.fixed !== undefined ? { fixed: end.fixed } : {}),
        children: below,
      },
    ];
  }, leaf);
  return { name: '', children };
}

/** The wishes that are about an element; a choice is meant by its base or by any of its types. */
export const childOf = (
  wish: Wish | undefined,
  { name, choice, types }: ElementIr,
): readonly Wish[] =>
  (wish?.children ?? []).filter((child) => {
    if (!choice) return child.name === name;
    if (child.name === `${name}[x]` || child.name === name) return true;
    if (!child.name.startsWith(name)) return false;
    const type = child.name.slice(name.length).toLowerCase();
    return types?.some(({ code }) => code.toLowerCase() === type) ?? false;
  });

/** Several wishes about one occurrence as one. */
export function wishFor(wishes: readonly Wish[]): Wish | undefined {
  const [first] = wishes;
  if (first === undefined || wishes.length === 1) return first;
  return { ...first, children: wishes.flatMap(({ children }) => children) };
}
