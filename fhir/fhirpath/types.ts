import type { TypeModel } from './model.ts';
import type { Form, Types } from './forms.ts';
import { typesOf } from './forms.ts';

/** FHIR R4's primitive types. */
export const PRIMITIVES: ReadonlySet<string> = new Set(
  `boolean integer string decimal uri url canonical base64Binary instant date dateTime time code
  oid id markdown unsignedInt positiveInt uuid xhtml`.split(/\s+/),
);

export const MOMENTS: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant', 'time']);
export const NUMBERS: ReadonlySet<string> = new Set([
  'integer',
  'decimal',
  'unsignedInt',
  'positiveInt',
]);
const TEXTS: ReadonlySet<string> = new Set(
  'string uri url canonical base64Binary code oid id markdown uuid xhtml'.split(' '),
);

/** Parents of primitive and quantity types, where no model is given (FHIR R4, Data Types). */
const PARENTS: Readonly<Record<string, string>> = {
  code: 'string',
  id: 'string',
  markdown: 'string',
  url: 'uri',
  canonical: 'uri',
  oid: 'uri',
  uuid: 'uri',
  unsignedInt: 'integer',
  positiveInt: 'integer',
  Age: 'Quantity',
  Count: 'Quantity',
  Distance: 'Quantity',
  Duration: 'Quantity',
  MoneyQuantity: 'Quantity',
  SimpleQuantity: 'Quantity',
};

export const isPrimitiveType = (type: string): boolean => PRIMITIVES.has(type);

/** All types are known and complex: an item is then the plain object. */
export const areComplex = (types: Types): boolean =>
  types !== undefined && types.length > 0 && !types.some(isPrimitiveType);

export const areAll = (form: Form, of: ReadonlySet<string>): boolean => {
  const types = typesOf(form);
  return types !== undefined && types.length > 0 && types.every((type) => of.has(type));
};

export const areMoments = (form: Form): boolean => areAll(form, MOMENTS);
export const areNumbers = (form: Form): boolean => areAll(form, NUMBERS);
export const areTexts = (form: Form): boolean => areAll(form, TEXTS);

/**
 * Whether a type is another or specializes it. The FHIRPath system types (`Boolean`, `DateTime`)
 * stand for the FHIR primitives of the same name, as guides use them.
 */
export function isA(type: string, wanted: string, model: TypeModel | undefined): boolean {
  const plain = wanted.replace(/^(FHIR|System)\./, '');
  const primitive = plain.charAt(0).toLowerCase() + plain.slice(1);
  const target = PRIMITIVES.has(primitive) ? primitive : plain;
  let at: string | undefined = type;
  for (let steps = 0; at !== undefined && steps < 20; steps++) {
    if (at === target) return true;
    at = PARENTS[at] ?? model?.parent(at);
  }
  return false;
}

/** Types whose items say themselves what they are, by `resourceType`. */
export const areResources = (types: Types): boolean =>
  types !== undefined &&
  types.length > 0 &&
  types.every((type) => type === 'Resource' || type === 'DomainResource');
