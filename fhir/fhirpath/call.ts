import type { Expression } from './ast.ts';
import { type Form, itemOf, typesOf } from './forms.ts';
import { truthOf } from './operators.ts';
import { type Scope, Unsupported } from './scope.ts';
import { areComplex } from './types.ts';

/** A call with its target compiled and its arguments not yet: some are compiled for each item. */
export interface Call {
  readonly target: Form;
  readonly args: readonly Expression[];
  readonly scope: Scope;
  readonly compile: (expression: Expression, scope: Scope) => Form;
}

/** Compiles calls of one function. */
export type Function_ = (call: Call) => Form;

/** An argument as it stands, to be compiled for each item. */
export const argument = ({ args }: Call, at: number): Expression => {
  const found = args[at];
  if (found === undefined) throw new Unsupported('a function without its argument');
  return found;
};

/** An argument compiled where the call stands. */
export const given = (over: Call, at: number): Form => over.compile(argument(over, at), over.scope);

/** Compiles an argument for each item of the target, named `name` and counted by `index`. */
export const forEach = (
  over: Call,
  expression: Expression,
): { name: string; params: string; form: Form } => {
  const name = over.scope.fresh();
  const index = `${name}i`;
  const types = typesOf(over.target);
  const self = itemOf(name, types, areComplex(types));
  const form = over.compile(expression, over.scope.over(self, index));
  const usesIndex = JSON.stringify(form).includes(index);
  return { name, params: usesIndex ? `(${name}, ${index})` : `(${name})`, form };
};

/** A criterion: the parameters of its function and when it is true. */
export const test = (over: Call): { params: string; t: string; f: string; isStrict: boolean } => {
  const { params, form } = forEach(over, argument(over, 0));
  const truth = truthOf(form);
  return { params, t: truth.t, f: truth.f, isStrict: truth.strict };
};
