import { isObject, listOf, type Json, type JsonObject } from './resource.ts';
import { DATA_TYPE_ORDER, ELEMENT_ORDER } from './xml-order.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"\n\r\t]/g, (letter) => ESCAPES[letter] ?? letter);

/** A resource in FHIR's XML form (FHIR R4, XML representation). */
export const toXml = (resource: JsonObject): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${resourceElement(resource)}`;

function resourceElement(resource: JsonObject): string {
  const type = String(resource['resourceType']);
  const children = childNames(resource, type)
    .filter((name) => name !== 'resourceType')
    .map((name) => childElements(resource, name, `${type}.${name}`))
    .join('');
  return `<${type} xmlns="http://hl7.org/fhir">${children}</${type}>`;
}

/** Every child with its primitive sibling, `name` and `_name`. */
function childElements(parent: JsonObject, name: string, path: string): string {
  const values = parent[name];
  const beside = parent[`_${name}`];
  if (Array.isArray(values) || Array.isArray(beside)) {
    const [many, notes] = [listOf(values), listOf(beside)];
    return Array.from({ length: Math.max(many.length, notes.length) }, (_, index) =>
      element(name, many[index] ?? undefined, notes[index] ?? undefined, path),
    ).join('');
  }
  return element(name, values, beside, path);
}

function element(
  name: string,
  value: Json | undefined,
  beside: Json | undefined,
  path: string,
): string {
  if (name === 'div' && typeof value === 'string') return value;
  if (isObject(value)) {
    if ('resourceType' in value) return `<${name}>${resourceElement(value)}</${name}>`;
    return complexElement(name, value, path);
  }
  const notes = isObject(beside) ? beside : {};
  const attributes = [
    ...(typeof notes['id'] === 'string' ? [` id="${escaped(notes['id'])}"`] : []),
    ...(value === undefined || value === null ? [] : [` value="${escaped(String(value))}"`]),
  ].join('');
  const content = 'extension' in notes ? childElements(notes, 'extension', 'extension') : '';
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function complexElement(name: string, value: JsonObject, path: string): string {
  const isExtension = name === 'extension' || name === 'modifierExtension';
  const asAttributes = isExtension ? ['id', 'url'] : ['id'];
  const attributes = asAttributes
    .filter((attribute) => typeof value[attribute] === 'string')
    .map((attribute) => ` ${attribute}="${escaped(String(value[attribute]))}"`)
    .join('');
  const content = childNames(value, path)
    .filter((child) => !asAttributes.includes(child))
    .map((child) => childElements(value, child, `${path}.${child}`))
    .join('');
  return `<${name}${attributes}>${content}</${name}>`;
}

/** What every resource begins with, and every element before its own children. */
const FIRST = [
  'resourceType',
  'id',
  'meta',
  'implicitRules',
  'language',
  'text',
  'contained',
  'extension',
  'modifierExtension',
];

/** The names of an object's children in the order of its type. */
function childNames(value: JsonObject, path: string): readonly string[] {
  const names = [...new Set(Object.keys(value).map((name) => name.replace(/^_/, '')))].filter(
    (name) => value[name] !== undefined || value[`_${name}`] !== undefined,
  );
  const order = orderOf(path, names, value);
  const first = path.includes('.') ? FIRST.filter((name) => !order.includes(name)) : FIRST;
  const place = (name: string): number => {
    const early = first.indexOf(name);
    if (early >= 0) return early - first.length;
    const at = order.findIndex((known) => isNamed(name, known));
    return at < 0 ? order.length : at;
  };
  return names.toSorted((a, b) => place(a) - place(b));
}

const isNamed = (name: string, known: string): boolean =>
  known.endsWith('*')
    ? name.startsWith(known.slice(0, -1)) && /^[A-Z]/.test(name.slice(known.length - 1))
    : name === known;

function orderOf(path: string, names: readonly string[], value: JsonObject): readonly string[] {
  const [type = '', ...steps] = path.split('.');
  // Items hold items: what is defined once is found again at any depth.
  const own = ELEMENT_ORDER[path] ?? ELEMENT_ORDER[`${type}.${steps.at(-1) ?? ''}`];
  if (own !== undefined) return own.split(' ');
  const knows = (order: string): boolean => {
    const known = order.split(' ');
    return names.every((name) => FIRST.includes(name) || known.some((one) => isNamed(name, one)));
  };
  const measured = typeof value['value'] === 'number';
  const found = DATA_TYPE_ORDER.find(
    (order) => knows(order) && (!measured || order.startsWith('value ')),
  );
  return (found ?? '').split(' ');
}
