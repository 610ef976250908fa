import { type Function_, given } from './call.ts';
import {
  collection,
  computed,
  EMPTY,
  exists,
  isEmpty,
  itemIn,
  itemOf,
  manyOf,
  strict,
  threeValued,
  valueIn,
} from './forms.ts';
import { areComplex } from './types.ts';

const hasValue: Function_ = ({ target }) => {
  if (target.kind === 'bool') return strict(exists(target));
  if (target.kind === 'many')
    return strict(isEmpty(target) ? 'false' : `fp.hasValue(${target.js})`);
  if (areComplex(target.types)) return strict('false');
  const isKnown = target.types !== undefined;
  return strict(isKnown ? `${target.val} != null` : `fp.hasValue(${collection(target)})`);
};

const extension: Function_ = (over) => {
  if (isEmpty(over.target)) return EMPTY;
  const url = valueIn(given(over, 0));
  const name = over.scope.fresh();
  if (over.target.kind === 'one')
    return manyOf(`fp.extension(${over.target.item}, ${url})`, ['Extension']);
  const source = collection(over.target);
  return manyOf(`fp.flat(${source}, (${name}) => fp.extension(${name}, ${url}))`, ['Extension']);
};

/** A question to the outside, asked of each item or of all at once. */
const resolve: Function_ = ({ target, scope }) => {
  if (isEmpty(target)) return EMPTY;
  scope.use('resolve');
  if (target.kind === 'one') return itemOf(`fp.resolve(${target.item})`, ['Resource'], true);
  return manyOf(`fp.each(${collection(target)}, fp.resolve)`, ['Resource']);
};

const memberOf: Function_ = (over) => {
  if (isEmpty(over.target)) return EMPTY;
  over.scope.use('memberOf');
  return threeValued(`fp.memberOf(${collection(over.target)}, ${valueIn(given(over, 0))})`);
};

const conformsTo: Function_ = (over) => {
  if (isEmpty(over.target)) return EMPTY;
  over.scope.use('conformsTo');
  return threeValued(`fp.conformsTo(${itemIn(over.target)}, ${valueIn(given(over, 0))})`);
};

const tree =
  (fp: 'children' | 'descendants'): Function_ =>
  ({ target }) => {
    if (isEmpty(target)) return EMPTY;
    if (target.kind === 'one') return manyOf(`fp.${fp}(${target.item})`, undefined);
    return manyOf(`fp.flat(${collection(target)}, fp.${fp})`, undefined);
  };

const clock =
  (fp: 'now' | 'today', type: string): Function_ =>
  ({ scope }) => {
    scope.use('now');
    return computed(`fp.${fp}()`, type);
  };

const htmlChecks: Function_ = ({ target }) => threeValued(`fp.htmlChecks(${itemIn(target)})`);

/** FHIR's additions to FHIRPath (FHIR R4, FHIRPath, Additional functions), and trees and clocks. */
export const FHIR_FUNCTIONS: Readonly<Record<string, Function_>> = {
  hasValue,
  extension,
  resolve,
  memberOf,
  conformsTo,
  htmlChecks,
  htmlChecks2: htmlChecks,
  children: tree('children'),
  descendants: tree('descendants'),
  now: clock('now', 'dateTime'),
  today: clock('today', 'date'),
};
