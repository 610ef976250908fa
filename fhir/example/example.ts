import { isObject } from '../json.ts';
import type { ElementIr, Pack } from '../pack/ir.ts';
import { withCompanions } from './companions.ts';
import { Definitions } from './definitions.ts';
import { SAMPLES } from './samples.ts';
import { childOf, type Wish, wishFor } from './wish.ts';

type Values = Record<string, unknown>;

type Slice = NonNullable<ElementIr['slices']>[number];

/** Deeper than any element that a guide marks; ends recursive types (an item within an item). */
const DEEPEST = 8;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const isPrimitive = (code: string): boolean => /^[a-z]|^http:/.test(code);

/** Members of both, those of the second where both have one; lists are not mixed. */
const merged = (first: unknown, second: unknown): unknown =>
  isObject(first) && isObject(second)
    ? Object.fromEntries(
        [...new Set([...Object.keys(first), ...Object.keys(second)])].map((name) => [
          name,
          name in first && name in second
            ? merged(first[name], second[name])
            : (second[name] ?? first[name]),
        ]),
      )
    : second;

/** An observation has one of these (obs-6 and the rules that guides make of it). */
const SAYS_VALUE = /^(value[A-Z]|dataAbsentReason$|component$|hasMember$)/;

/** Makes the smallest resource of a profile that has what its guide demands and what is wished. */
class Maker {
  readonly #definitions: Definitions;

  constructor(packs: readonly Pack[]) {
    this.#definitions = new Definitions(packs);
  }

  resource(profile: string, wish: Wish): Values | undefined {
    const structure = this.#definitions.structure(profile);
    if (structure === undefined) return undefined;
    const { url, type, root } = structure;
    const made = this.#members(root.children ?? [], withCompanions(type, url, wish), 0);
    const meta = isObject(made['meta']) ? made['meta'] : {};
    return { resourceType: type, id: 'example', ...made, meta: { ...meta, profile: [url] } };
  }

  #members(
    children: readonly ElementIr[],
    wish: Wish | undefined,
    depth: number,
    sample: unknown = undefined,
  ): Values {
    const made: Values = {};
    for (const child of children) {
      const { name, min = 0, max = 1 } = child;
      if (max === 0 || name === 'id') continue;
      const wanted = childOf(wish, child);
      if (min === 0 && wanted.length === 0) continue;
      Object.assign(made, this.#member(child, wanted, depth + 1));
      const given = isObject(sample) ? sample[name] : undefined;
      if (typeof given !== 'object' && made[name] === SAMPLES[child.types?.[0]?.code ?? '']) {
        made[name] = given ?? made[name];
      }
    }
    const value = children.find(({ name }) => name === 'value');
    const missing = !Object.keys(made).some((name) => SAYS_VALUE.test(name));
    if (
      value !== undefined &&
      missing &&
      children.some(({ name }) => name === 'dataAbsentReason')
    ) {
      Object.assign(made, this.#member(value, [], depth + 1));
    }
    return made;
  }

  /** One property, or for a choice the property of one type. */
  #member(element: ElementIr, wanted: readonly Wish[], depth: number): Values {
    const { name, choice, array, min = 0 } = element;
    if (choice) {
      const chosen = this.#chosen(element, wanted);
      const type = chosen.types?.[0]?.code ?? 'string';
      return { [name + capitalised(type)]: this.#value(chosen, wanted[0], depth) };
    }
    const items = this.#items(element, wanted, depth);
    const value = array ? items : items[0];
    const extensions = wanted.flatMap((wish) =>
      wish.children.filter(({ name: part }) => part === 'extension'),
    );
    const type = element.types?.[0]?.code ?? '';
    if (extensions.length === 0 || !isPrimitive(type)) {
      return value === undefined || (min === 0 && items.length === 0) ? {} : { [name]: value };
    }
    const extension = extensions.flatMap((wish) => this.#extension(wish) ?? []);
    return { [name]: value, [`_${name}`]: { extension } };
  }

  /** A choice element narrowed to one type: the wished one, a slice's, or the first. */
  #chosen(element: ElementIr, wanted: readonly Wish[]): ElementIr {
    const { name, types = [], slices = [] } = element;
    const wished = wanted
      .map((wish) => wish.name.slice(name.length))
      .find((type) => /^[A-Z]/.test(type));
    const bySlice = wanted
      .map(({ slice }) => slices.find((each) => each.slice === slice))
      .find(Boolean);
    const code =
      types.find((type) => capitalised(type.code) === wished)?.code ??
      bySlice?.types?.[0]?.code ??
      slices.find(({ min = 0 }) => min > 0)?.types?.[0]?.code;
    const type = types.find((each) => each.code === code) ?? types[0];
    const slice = slices.find(({ types: own }) => own?.[0]?.code === type?.code);
    return { ...element, ...(slice ?? {}), name, types: type === undefined ? [] : [type] };
  }

  #items(element: ElementIr, wanted: readonly Wish[], depth: number): unknown[] {
    if (element.name === 'extension') return this.#extensions(element, wanted);
    const { slices = [], min = 0 } = element;
    const general = wanted.filter(({ slice }) => slice === undefined);
    const chosen = slices.filter(
      (slice) => (slice.min ?? 0) > 0 || wanted.some((wish) => wish.slice === slice.slice),
    );
    const items = chosen.map((slice: Slice, at) => {
      const own = wanted.filter((wish) => wish.slice === slice.slice);
      return this.#value(slice, wishFor([...own, ...(at === 0 ? general : [])]), depth);
    });
    if (items.length > 0 && items.length >= min) return items;
    return [...items, this.#value(element, wishFor(items.length === 0 ? general : []), depth)];
  }

  #extensions(element: ElementIr, wanted: readonly Wish[]): unknown[] {
    const demanded = (element.slices ?? []).filter(({ min = 0 }) => min > 0);
    const urls = [
      ...demanded.flatMap(({ types }) => types?.[0]?.profiles?.[0] ?? []),
      ...wanted.flatMap(({ url }) => url ?? []),
    ];
    const inner = demanded.filter(({ types }) => types?.[0]?.profiles === undefined);
    return [
      ...inner.map((slice) => this.#members(slice.children ?? [], undefined, 0)),
      ...[...new Set(urls)].flatMap((url) => this.#extensionOf(url) ?? []),
    ];
  }

  #extension = ({ url }: Wish): unknown => (url === undefined ? undefined : this.#extensionOf(url));

  #extensionOf(url: string): Values {
    const root = this.#definitions.structure(url)?.root;
    const made = root === undefined ? {} : this.#members(root.children ?? [], undefined, 0);
    const has = (name: string): boolean => Object.keys(made).some((key) => key.startsWith(name));
    if (has('value') || has('extension')) return { url, ...made };
    const value = root?.children?.find(({ name, max = 1 }) => name === 'value' && max > 0);
    if (value !== undefined) return { url, ...made, ...this.#member(value, [], 1) };
    const nested = root?.children?.find(({ name }) => name === 'extension')?.slices ?? [];
    const [first] = nested;
    return first === undefined
      ? { url, valueString: 'Example' }
      : { url, ...made, extension: [this.#members(first.children ?? [], undefined, 0)] };
  }

  /** One occurrence of an element. */
  #value(element: ElementIr, wish: Wish | undefined, depth: number): unknown {
    if (element.fixed !== undefined) return element.fixed;
    if (wish?.fixed !== undefined && !isObject(wish.fixed)) return wish.fixed;
    const type = element.types?.[0];
    const code = type?.code ?? '';
    if (isPrimitive(code)) {
      return element.pattern ?? this.#definitions.code(element.binding)?.code ?? SAMPLES[code];
    }
    if (code === 'Reference') return merged(this.#reference(type?.targets), wish?.fixed ?? {});
    if (depth > DEEPEST) return {};
    const isCoded = code === 'CodeableConcept' || code === 'Coding';
    const given = element.pattern ?? this.#definitions.coded(element.binding, code);
    const sample =
      given !== undefined && isCoded ? given : merged(SAMPLES[code] ?? {}, given ?? {});
    const children = element.children ?? this.#definitions.childrenOf(element, code);
    const made = this.#members(children, wish, depth, sample);
    const value = merged(merged(merged(sample, made), element.pattern ?? {}), wish?.fixed ?? {});
    if (!isObject(value) || Object.keys(value).length > 0) return value;
    const simple = children.find(
      ({ name, max = 1 }) => max !== 0 && !/^(id|.*[eE]xtension)$/.test(name),
    );
    return simple === undefined ? value : this.#member(simple, [], depth + 1);
  }

  #reference(targets: readonly string[] = []): unknown {
    const [first = ''] = targets;
    const type = this.#definitions.structure(first)?.type ?? first.split('/').at(-1);
    const known = type === undefined || type === '' || type === 'Resource' ? 'Patient' : type;
    return { reference: `${known}/example` };
  }
}

/** A resource as small as a profile allows that shows what is wished for; examples of no person. */
export function exampleOf(
  packs: readonly Pack[],
  profile: string,
  wish: Wish,
): (Values & { readonly resourceType: string }) | undefined {
  return new Maker(packs).resource(profile, wish) as
    | (Values & { readonly resourceType: string })
    | undefined;
}
