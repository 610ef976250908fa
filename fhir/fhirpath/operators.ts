import type { BinaryOperator, Expression } from './ast.ts';
import {
  and,
  type Bool,
  collection,
  counted,
  EMPTY,
  exists,
  type Form,
  isEmpty,
  itemIn,
  literal,
  negated,
  manyOf,
  type One,
  or,
  strict,
  threeValued,
  typesOf,
  valueIn,
  computed,
} from './forms.ts';
import { type Scope, Unsupported } from './scope.ts';
import { areComplex, areMoments, areNumbers, areTexts } from './types.ts';

type Compile = (expression: Expression, scope: Scope) => Form;
type Binary = Extract<Expression, { kind: 'binary' }>;

/** Compiles a binary operator over two compiled operands. */
export function binary(expression: Binary, scope: Scope, compile: Compile): Form {
  const { operator } = expression;
  const left = compile(expression.left, scope);
  const right = compile(expression.right, scope);
  switch (operator) {
    case 'and':
    case 'or':
    case 'xor':
    case 'implies':
      return logic(operator, truthOf(left), truthOf(right));
    case '=':
      return equality(left, right);
    case '!=':
      return not(equality(left, right));
    case '~':
      return strict(`fp.equivalent(${collection(left)}, ${collection(right)})`);
    case '!~':
      return not(strict(`fp.equivalent(${collection(left)}, ${collection(right)})`));
    case 'in':
      return membership(left, right, expression.right);
    case 'contains':
      return membership(right, left, expression.left);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(operator, left, right);
    case '|':
      return union(left, right);
    case '&':
      return computed(`fp.concat(${valueIn(left)}, ${valueIn(right)})`, 'string');
    default:
      return arithmetic(operator, left, right);
  }
}

/** A form where a truth is asked for: booleans as they are, anything else by being there. */
export function truthOf(form: Form): Bool {
  if (form.kind === 'bool') return form;
  if (isEmpty(form)) return { kind: 'bool', t: 'false', f: 'false', strict: false };
  const types = typesOf(form);
  const known = types !== undefined && types.length > 0;
  if (known && !types.includes('boolean'))
    return lacking({ kind: 'bool', t: exists(form), f: 'false', strict: false });
  if (form.kind === 'one' && known && types.length === 1) {
    return lacking({
      kind: 'bool',
      t: `${form.val} === true`,
      f: `${form.val} === false`,
      strict: false,
    });
  }
  return threeValued(`fp.truth(${collection(form)})`);
}

export const not = ({ t, f, strict: isStrict }: Bool): Bool => ({
  kind: 'bool',
  t: f,
  f: t,
  strict: isStrict,
});

/** A truth that a missing value makes empty, and nothing else does. */
const lacking = (truth: Bool): Bool =>
  truth.strict ? truth : { ...truth, lacks: negated(truth.t) };

const lacks = ({ lacks: missing, f }: Bool): string => missing ?? f;

/**
 * Three-valued logic. Of alternatives an invariant asks for one: that values are missing, as in
 * `code.exists() or abstract = true`, shows none and breaks it. Dates that cannot be compared do not.
 */
export function logic(operator: Logical, a: Bool, b: Bool): Bool {
  const plain = threeWay(operator, a, b);
  const [aBroken, bBroken] = [a.broken ?? a.f, b.broken ?? b.f];
  switch (operator) {
    case 'and':
      return { ...plain, lacks: or(lacks(a), lacks(b)), broken: or(aBroken, bBroken) };
    case 'or': {
      const none = and(lacks(a), lacks(b));
      return { ...plain, lacks: none, broken: none };
    }
    case 'implies':
      return { ...plain, lacks: and(a.t, lacks(b)), broken: and(a.t, bBroken) };
    case 'xor':
      return plain;
    default:
      return operator satisfies never;
  }
}

type Logical = 'and' | 'or' | 'xor' | 'implies';

/** Three-valued logic as two conditions (FHIRPath 2.0.0, Boolean logic). */
function threeWay(operator: Logical, a: Bool, b: Bool): Bool {
  const isStrict = a.strict && b.strict;
  switch (operator) {
    case 'and':
      return { kind: 'bool', t: and(a.t, b.t), f: or(a.f, b.f), strict: isStrict };
    case 'or':
      return { kind: 'bool', t: or(a.t, b.t), f: and(a.f, b.f), strict: isStrict };
    case 'implies':
      return { kind: 'bool', t: or(a.f, b.t), f: and(a.t, b.f), strict: isStrict };
    case 'xor':
      if (isStrict) return strict(`((${a.t}) !== (${b.t}))`);
      return {
        kind: 'bool',
        t: or(and(a.t, b.f), and(a.f, b.t)),
        f: or(and(a.t, b.t), and(a.f, b.f)),
        strict: false,
      };
    default:
      return operator satisfies never;
  }
}

export function equality(left: Form, right: Form): Bool {
  if (isEmpty(left) || isEmpty(right))
    return { kind: 'bool', t: 'false', f: 'false', strict: false };
  if (left.kind === 'bool' && right.kind === 'bool') {
    if (left.strict && right.strict) return strict(`((${left.t}) === (${right.t}))`);
    return not(logic('xor', left, right));
  }
  if (left.kind === 'many' || right.kind === 'many')
    return threeValued(`fp.equalAll(${collection(left)}, ${collection(right)})`);
  if (left.kind === 'bool' || right.kind === 'bool') return booleanEquality(left, right);
  if (areMoments(left) || areMoments(right))
    return threeValued(`fp.equalMoments(${left.item}, ${right.item})`);
  if (left.literal !== undefined) return literalEquality(right, left);
  return right.literal !== undefined
    ? literalEquality(left, right)
    : threeValued(`fp.equal(${left.item}, ${right.item})`);
}

const booleanEquality = (left: Form, right: Form): Bool => {
  const form = left.kind === 'bool' ? right : left;
  const truth = left.kind === 'bool' ? left : right;
  if (truth.kind === 'bool' && (truth.t === 'true' || truth.t === 'false')) {
    const wanted = truth.t === 'true';
    return lacking({
      kind: 'bool',
      t: `${valueIn(form)} === ${wanted}`,
      f: notEqual(form, String(wanted)),
      strict: false,
    });
  }
  return threeValued(`fp.equal(${itemIn(left)}, ${itemIn(right)})`);
};

const literalEquality = (form: One, { val }: One): Bool => {
  if (areComplex(form.types)) return { kind: 'bool', t: 'false', f: form.has, strict: false };
  if (form.counted === true) return strict(`${form.val} === ${val}`);
  return lacking({
    kind: 'bool',
    t: `${form.val} === ${val}`,
    f: notEqual(form, val),
    strict: false,
  });
};

/** There, but not this value: a primitive without a value equals nothing. */
const notEqual = (form: Form, value: string): string =>
  form.kind === 'one' && form.simple
    ? and(`${form.val} !== ${value}`, form.has)
    : `fp.ne(${itemIn(form)}, ${value})`;

function membership(one: Form, among: Form, source: Expression): Bool {
  if (isEmpty(one)) return { kind: 'bool', t: 'false', f: 'false', strict: false };
  const words = literalsOf(source);
  if (words === undefined || one.kind !== 'one' || !one.simple)
    return threeValued(`fp.isIn(${itemIn(one)}, ${collection(among)})`);
  const each = words.map((word) => `${one.val} === ${JSON.stringify(word)}`);
  const none = words.map((word) => `${one.val} !== ${JSON.stringify(word)}`);
  return lacking({
    kind: 'bool',
    t: each.reduce(or, 'false'),
    f: and(none.reduce(and, 'true'), one.has),
    strict: false,
  });
}

/** The words of `'a' | 'b' | 'c'`. */
const literalsOf = (expression: Expression): string[] | undefined => {
  if (expression.kind === 'string') return [expression.value];
  if (expression.kind !== 'binary' || expression.operator !== '|') return undefined;
  const left = literalsOf(expression.left);
  const right = literalsOf(expression.right);
  return left === undefined || right === undefined ? undefined : [...left, ...right];
};

const OPPOSITE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

function comparison(operator: keyof typeof OPPOSITE, left: Form, right: Form): Bool {
  const opposite = OPPOSITE[operator];
  if (areNumbers(left) && areNumbers(right)) {
    const [a, b] = [valueIn(left), valueIn(right)];
    const isStrict = isCounted(left) && isCounted(right);
    return lacking({
      kind: 'bool',
      t: `${a} ${operator} ${b}`,
      f: `${a} ${opposite} ${b}`,
      strict: isStrict,
    });
  }
  const compare =
    areMoments(left) && areMoments(right)
      ? `fp.compareDates(${valueIn(left)}, ${valueIn(right)})`
      : `fp.compare(${itemIn(left)}, ${itemIn(right)})`;
  return {
    kind: 'bool',
    t: `${compare} ${operator} 0`,
    f: `${compare} ${opposite} 0`,
    strict: false,
  };
}

const isCounted = (form: Form): boolean => form.kind === 'one' && form.counted === true;

/** Whole numbers that are always there are JavaScript's own; decimals are rounded. */
const isCount = (form: Form): boolean => isCounted(form) && typesOf(form)?.[0] === 'integer';

function union(left: Form, right: Form): Form {
  if (isEmpty(left))
    return manyOf(`fp.distinct(${collection(right)})`, typesOf(right), exists(right));
  const [a, b] = [typesOf(left), typesOf(right)];
  const types = a === undefined || b === undefined ? undefined : [...new Set([...a, ...b])];
  const js = `fp.union(${collection(left)}, ${collection(right)})`;
  return manyOf(js, types, or(exists(left), exists(right)));
}

function arithmetic(operator: BinaryOperator, left: Form, right: Form): Form {
  if (isEmpty(left) || isEmpty(right)) return EMPTY;
  const [a, b] = [valueIn(left), valueIn(right)];
  if (isCount(left) && isCount(right) && (operator === '+' || operator === '-'))
    return counted(`(${a} ${operator} ${b})`);
  if (areMoments(left)) throw new Unsupported('arithmetic on dates');
  const js = `fp.arithmetic(${JSON.stringify(operator)}, ${a}, ${b})`;
  if (areNumbers(left) && areNumbers(right)) return computed(js, 'decimal');
  return areTexts(left) ? computed(js, 'string') : { ...computed(js, ''), types: undefined };
}

export const sign = (operator: '+' | '-', operand: Form): Form => {
  if (operand.kind === 'one' && typeof operand.literal === 'number')
    return literal(operator === '-' ? -operand.literal : operand.literal, 'decimal');
  if (operator === '+') return operand;
  return computed(`fp.arithmetic("-", 0, ${valueIn(operand)})`, 'decimal');
};
