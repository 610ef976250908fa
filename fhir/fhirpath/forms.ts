/** The types that an item may have; undefined when nothing is known, none when it cannot exist. */
export type Types = readonly string[] | undefined;

/** A truth as two JavaScript conditions: that it is true, that it is false; neither means empty. */
export interface Bool {
  readonly kind: 'bool';
  readonly t: string;
  readonly f: string;
  /** Never empty: `f` is the negation of `t`. */
  readonly strict: boolean;
  /** Not true, where only a value that is missing can make it empty; `f` where absent. */
  readonly lacks?: string;
  /** When an invariant of this form is broken, where that is more than `f`. */
  readonly broken?: string;
}

/** At most one item. */
export interface One {
  readonly kind: 'one';
  readonly types: Types;
  /** The item, undefined when there is none. */
  readonly item: string;
  /** Its raw value; of a complex item the object. */
  readonly val: string;
  /** A primitive's sibling object. */
  readonly sib: string;
  /** A condition: whether it is there. */
  readonly has: string;
  /** `val` is a name or a short path of names, cheap to write twice. */
  readonly simple: boolean;
  /** A choice element: its properties, each with a type. */
  readonly choices?: readonly One[];
  readonly literal?: string | number;
  /** It is always there and a number: arithmetic needs no care. */
  readonly counted?: boolean;
}

/** Any number of items. */
export interface Many {
  readonly kind: 'many';
  readonly types: Types;
  readonly js: string;
  /** A shorter condition for that there is any. */
  readonly has?: string;
  /** What each item of a source becomes, to be asked again with a type. */
  readonly steps?: { readonly source: string; readonly name: string; readonly inner: Form };
  /** Dynamic navigation that a type test can still make exact: the holder and the name. */
  readonly untyped?: { readonly holder: One; readonly name: string };
}

export type Form = Bool | One | Many;

export const EMPTY: Many = { kind: 'many', types: [], js: 'fp.NOTHING', has: 'false' };

export const isEmpty = (form: Form): boolean => form === EMPTY;

/** A condition out of two, folding what is settled already. */
export const and = (a: string, b: string): string => {
  if (a === 'false' || b === 'false') return 'false';
  if (a === 'true') return b;
  return b === 'true' || a === b ? a : `(${a} && ${b})`;
};

export const or = (a: string, b: string): string => {
  if (a === 'true' || b === 'true') return 'true';
  if (a === 'false') return b;
  return b === 'false' || a === b ? a : `(${a} || ${b})`;
};

export const negated = (a: string): string => {
  if (a === 'true') return 'false';
  if (a === 'false') return 'true';
  return a.startsWith('!(') && closesAtEnd(a, 1) ? a.slice(1) : `!(${a})`;
};

/** Whether the bracket at an offset closes at the very end. */
const closesAtEnd = (text: string, from: number): boolean => {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || char === "'" || char === '`') return false;
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at === text.length - 1;
  }
  return false;
};

export const strict = (t: string): Bool => ({ kind: 'bool', t, f: negated(t), strict: true });

/** A truth from a JavaScript expression of `true | false | undefined`. */
export const threeValued = (js: string): Bool => ({
  kind: 'bool',
  t: `${js} === true`,
  f: `${js} === false`,
  strict: false,
});

/** An item that may be wrapped with its sibling. */
export const itemOf = (js: string, types: Types, complex: boolean): One => ({
  kind: 'one',
  types,
  item: js,
  val: complex ? js : `fp.val(${js})`,
  sib: `fp.sib(${js})`,
  has: `${js} != null`,
  simple: /^[\w$]+$/.test(js),
});

/** A computed value without sibling. */
export const computed = (js: string, type: string): One => ({
  kind: 'one',
  types: [type],
  item: js,
  val: js,
  sib: 'undefined',
  has: `${js} != null`,
  simple: false,
});

/** A number that is always there. */
export const counted = (js: string): One => ({
  ...computed(js, 'integer'),
  has: 'true',
  counted: true,
});

export const literal = (value: string | number, type: string): One => ({
  ...computed(JSON.stringify(value), type),
  has: 'true',
  simple: true,
  literal: value,
  counted: typeof value === 'number',
});

export const manyOf = (js: string, types: Types, has?: string): Many => ({
  kind: 'many',
  types,
  js,
  ...(has === undefined ? {} : { has }),
});

/** A condition: whether a form holds anything. */
export const exists = (form: Form): string => {
  switch (form.kind) {
    case 'bool':
      return form.strict ? 'true' : or(form.t, form.f);
    case 'one':
      return form.has;
    case 'many':
      return form.has ?? `${form.js}.length > 0`;
    default:
      return form satisfies never;
  }
};

/** A collection out of any form. */
export const collection = (form: Form): string => {
  if (form.kind === 'many') return form.js;
  if (form.kind === 'one') return `fp.one(${form.item})`;
  return form.strict ? `[${form.t}]` : `fp.one(${tri(form)})`;
};

/** `true | false | undefined` in one expression. */
export const tri = (form: Bool): string => {
  if (form.strict) return form.t;
  const whole = /^(.*) === true$/s.exec(form.t)?.[1];
  if (whole !== undefined && form.f === `${whole} === false`) return whole;
  return `fp.boolean(${form.t}, ${form.f})`;
};

/** The item of a form that holds at most one. */
export const itemIn = (form: Form): string => {
  if (form.kind === 'one') return form.item;
  return form.kind === 'many' ? `fp.single(${form.js})` : tri(form);
};

/** The raw value of a form that holds at most one. */
export const valueIn = (form: Form): string => {
  if (form.kind === 'one') return form.val;
  return form.kind === 'many' ? `fp.singleValue(${form.js})` : tri(form);
};

export const typesOf = (form: Form): Types => (form.kind === 'bool' ? ['boolean'] : form.types);
