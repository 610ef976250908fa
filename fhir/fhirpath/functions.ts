import type { Expression } from './ast.ts';
import {
  and,
  collection,
  counted,
  EMPTY,
  exists,
  type Form,
  isEmpty,
  itemIn,
  itemOf,
  manyOf,
  negated,
  or,
  strict,
  threeValued,
  type Types,
  typesOf,
  valueIn,
  computed,
} from './forms.ts';
import { argument, type Call, forEach, type Function_, given, test } from './call.ts';
import { FHIR_FUNCTIONS } from './fhir-functions.ts';
import { mapped } from './members.ts';
import { not, truthOf } from './operators.ts';
import { Unsupported } from './scope.ts';
import { TEXT_FUNCTIONS, type TextFunction } from './text-functions.ts';
import { is, ofType } from './type-tests.ts';
import { areComplex } from './types.ts';

/** Compiles a call of a function of FHIRPath or of FHIR's additions to it. */
export function call(name: string, over: Call): Form {
  const compiled = FUNCTIONS[name];
  if (compiled !== undefined && Object.hasOwn(FUNCTIONS, name)) return compiled(over);
  const text = Object.hasOwn(TEXT_FUNCTIONS, name) ? TEXT_FUNCTIONS[name] : undefined;
  if (text === undefined) throw new Unsupported(`function ${name}()`);
  return textCall(text, over);
}

const textCall = (
  { fp, result, many }: TextFunction,
  { target, args, scope, compile }: Call,
): Form => {
  if (isEmpty(target)) return EMPTY;
  const given = args.map((arg) => valueIn(compile(arg, scope)));
  const js = `fp.${fp}(${[valueIn(target), ...given].join(', ')})`;
  if (many === true) return manyOf(js, [result]);
  return result === 'boolean' ? threeValued(js) : computed(js, result);
};

const where: Function_ = (over) => {
  if (isEmpty(over.target)) return EMPTY;
  const { params, t } = test(over);
  const source = collection(over.target);
  const some = `fp.some(${source}, ${params} => ${t})`;
  return manyOf(`fp.where(${source}, ${params} => ${t})`, typesOf(over.target), some);
};

const existsCall: Function_ = (over) =>
  over.args.length === 0 ? strict(exists(over.target)) : strict(exists(where(over)));

const all: Function_ = (over) => {
  if (isEmpty(over.target)) return strict('true');
  const { params, t } = test(over);
  return strict(`fp.every(${collection(over.target)}, ${params} => ${t})`);
};

const select: Function_ = (over) => {
  if (isEmpty(over.target)) return EMPTY;
  const { name, params, form } = forEach(over, argument(over, 0));
  if (params === `(${name})`) return mapped(collection(over.target), name, form);
  return manyOf(
    `fp.flat(${collection(over.target)}, ${params} => ${collection(form)})`,
    typesOf(form),
  );
};

/** Grows until nothing new is found: the projection's items are projected again. */
const repeat: Function_ = (over) => {
  if (isEmpty(over.target)) return EMPTY;
  const name = over.scope.fresh();
  const step = (types: Types): Form => {
    const self = itemOf(name, types, areComplex(types));
    return over.compile(argument(over, 0), over.scope.over(self));
  };
  let types = typesOf(over.target);
  let inner = step(types);
  // What is found is projected too: its types join in until there are no new ones.
  for (let more = mergedTypes([over.target, inner]); more?.length !== types?.length; ) {
    types = more;
    inner = step(types);
    more = types === undefined ? undefined : mergedTypes([manyOf('', types), inner]);
  }
  const js = `fp.repeat(${collection(over.target)}, (${name}) => ${collection(inner)})`;
  return manyOf(js, typesOf(inner));
};

const iif: Function_ = (over) => {
  const { target, args } = over;
  const name = over.scope.fresh();
  const isBound = target !== over.scope.self;
  const self = isBound && !isEmpty(target) ? rebound(target, name) : target;
  const scope = over.scope.over(self, over.scope.index, over.scope.total);
  const condition = truthOf(over.compile(argument(over, 0), scope)).t;
  const yes = over.compile(argument(over, 1), scope);
  const [, , otherwise] = args;
  const no = otherwise === undefined ? EMPTY : over.compile(otherwise, scope);
  const wrap = (js: string): string =>
    isBound && js.includes(name)
      ? `fp.let(${target.kind === 'many' ? target.js : itemIn(target)}, (${name}) => ${js})`
      : js;
  return either(condition, yes, no, wrap);
};

const rebound = (target: Form, name: string): Form => {
  if (target.kind === 'many') return { ...manyOf(name, target.types) };
  return itemOf(name, typesOf(target), areComplex(typesOf(target)));
};

const either = (condition: string, yes: Form, no: Form, wrap: (js: string) => string): Form => {
  const pick = (a: string, b: string): string => wrap(`(${condition} ? ${a} : ${b})`);
  if (yes.kind === 'bool' && (no.kind === 'bool' || isEmpty(no))) {
    const other = truthOf(no);
    return {
      kind: 'bool',
      t: pick(yes.t, other.t),
      f: pick(yes.f, other.f),
      strict: yes.strict && other.strict,
    };
  }
  const types = eitherTypes(yes, no);
  if (yes.kind !== 'many' && (no.kind !== 'many' || isEmpty(no)))
    return itemOf(pick(itemIn(yes), isEmpty(no) ? 'undefined' : itemIn(no)), types, false);
  return manyOf(pick(collection(yes), collection(no)), types);
};

const eitherTypes = (yes: Form, no: Form): Types => {
  const [a, b] = [typesOf(yes), typesOf(no)];
  return a === undefined || b === undefined ? undefined : [...new Set([...a, ...b])];
};

const first: Function_ = ({ target }) => pick(target, (js) => `fp.first(${js})`);
const last: Function_ = ({ target }) => pick(target, (js) => `fp.last(${js})`);

const pick = (target: Form, js: (of: string) => string): Form =>
  target.kind === 'many' && !isEmpty(target)
    ? itemOf(js(target.js), target.types, areComplex(target.types))
    : target;

/** `[n]`. */
export const indexed = (target: Form, at: Form): Form => {
  if (isEmpty(target) || isEmpty(at)) return EMPTY;
  const types = typesOf(target);
  const js = `fp.at(${collection(target)}, ${valueIn(at)})`;
  return itemOf(js, types, areComplex(types));
};

/** A function over the whole collection with collections as arguments. */
const whole =
  (fp: string, keepsTypes: boolean): Function_ =>
  (over) => {
    const others = over.args.map((_, at) => given(over, at));
    const all = [over.target, ...others];
    const types = keepsTypes ? mergedTypes(all) : undefined;
    return manyOf(`fp.${fp}(${all.map(collection).join(', ')})`, types);
  };

const mergedTypes = (forms: readonly Form[]): Types => {
  const types = new Set<string>();
  for (const form of forms) {
    const own = typesOf(form);
    if (own === undefined) return undefined;
    for (const type of own) types.add(type);
  }
  return [...types];
};

const intersect: Function_ = (over) => {
  const [a, b] = [collection(over.target), collection(given(over, 0))];
  return manyOf(`fp.intersect(${a}, ${b})`, typesOf(over.target), `fp.overlaps(${a}, ${b})`);
};

const combine: Function_ = (over) => {
  const other = given(over, 0);
  const js = `[...${collection(over.target)}, ...${collection(other)}]`;
  return manyOf(js, mergedTypes([over.target, other]), or(exists(over.target), exists(other)));
};

const slice =
  (fp: string): Function_ =>
  (over) => {
    const js = `fp.${fp}(${collection(over.target)}, ${valueIn(given(over, 0))})`;
    return manyOf(js, typesOf(over.target));
  };

const aggregate: Function_ = (over) => {
  const name = over.scope.fresh();
  const types = typesOf(over.target);
  const total = itemOf(`${name}t`, undefined, false);
  const scope = over.scope.over(itemOf(name, types, areComplex(types)), `${name}i`, total);
  const step = itemIn(over.compile(argument(over, 0), scope));
  const start = over.args.length > 1 ? itemIn(given(over, 1)) : 'undefined';
  const js = `fp.aggregate(${collection(over.target)}, (${name}, ${name}i, ${name}t) => ${step}, ${start})`;
  return itemOf(js, undefined, false);
};

const truths =
  (fp: 'allAre' | 'anyIs', of: boolean): Function_ =>
  ({ target }) =>
    strict(`fp.${fp}(${collection(target)}, ${of})`);

const count: Function_ = ({ target }) => {
  if (isEmpty(target)) return counted('0');
  if (target.kind === 'many') return counted(`${target.js}.length`);
  return counted(`(${exists(target)} ? 1 : 0)`);
};

const typeArgument = (over: Call): string => {
  const name = (expression: Expression): string => {
    if (expression.kind !== 'member') throw new Unsupported('a computed type');
    return expression.target === undefined
      ? expression.name
      : `${name(expression.target)}.${expression.name}`;
  };
  return name(argument(over, 0));
};

/** The whole collection once, where its order of items does not matter. */
const sameItems: Function_ = ({ target }) => target;

const tail: Function_ = ({ target }) =>
  manyOf(`fp.skip(${collection(target)}, 1)`, typesOf(target));

const isDistinct: Function_ = ({ target }) =>
  target.kind === 'many' ? strict(`fp.isDistinct(${target.js})`) : strict('true');

const subset =
  (turned: boolean): Function_ =>
  (over) => {
    const [a, b] = [collection(over.target), collection(given(over, 0))];
    return strict(turned ? `fp.subsetOf(${b}, ${a})` : `fp.subsetOf(${a}, ${b})`);
  };

const noneOf: Function_ = ({ target }) => strict(negated(exists(target)));

const convertsTo =
  (fp: string): Function_ =>
  ({ target }) => {
    if (isEmpty(target)) return EMPTY;
    const has = exists(target);
    const converted = `fp.${fp}(${valueIn(target)}) !== undefined`;
    return { kind: 'bool', t: and(has, converted), f: and(has, negated(converted)), strict: false };
  };

const onlyOne: Function_ = ({ target }) =>
  target.kind === 'many'
    ? itemOf(`fp.single(${target.js})`, target.types, areComplex(target.types))
    : target;

const FUNCTIONS: Readonly<Record<string, Function_>> = {
  ...FHIR_FUNCTIONS,
  where,
  select,
  all,
  exists: existsCall,
  empty: noneOf,
  not: ({ target }) => not(truthOf(target)),
  count,
  first,
  last,
  tail,
  skip: slice('skip'),
  take: slice('take'),
  single: onlyOne,
  distinct: whole('distinct', true),
  isDistinct,
  union: whole('union', true),
  combine,
  intersect,
  exclude: whole('exclude', true),
  subsetOf: subset(false),
  supersetOf: subset(true),
  allTrue: truths('allAre', true),
  allFalse: truths('allAre', false),
  anyTrue: truths('anyIs', true),
  anyFalse: truths('anyIs', false),
  repeat,
  aggregate,
  iif,
  trace: sameItems,
  getValue: ({ target }) => computed(valueIn(target), typesOf(target)?.[0] ?? 'string'),
  is: (over) => is(over.target, typeArgument(over), over.scope),
  as: (over) => ofType(over.target, typeArgument(over), over.scope),
  ofType: (over) => ofType(over.target, typeArgument(over), over.scope),
  convertsToInteger: convertsTo('toInteger'),
  convertsToDecimal: convertsTo('toDecimal'),
  convertsToBoolean: convertsTo('toBoolean'),
  convertsToString: convertsTo('toText'),
};
