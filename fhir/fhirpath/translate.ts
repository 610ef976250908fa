/**
 * Translates FHIRPath invariants into JavaScript source.
 *
 * Calling convention, for the compiler that inlines the result:
 *
 * - `translate(expression, { type, model, names, known })` gives three JavaScript *expressions* over
 *   the same free variables. Use `fails` for an invariant: `if (fails) addIssue(…)`.
 *     - `fails`: boolean, true when the FHIRPath result is false (empty is not a failure, but of
 *       alternatives none of which is shown for want of values: `telecom or endpoint`);
 *     - `holds`: boolean, true when the FHIRPath result is true;
 *     - `js`: `true | false | undefined` (undefined: empty), the two in one.
 * - Free variables (renamed by `names`): `node` the JSON value of the element the constraint stands
 *   on (of a primitive its raw value, possibly undefined), `sibling` that primitive's `_x` object or
 *   undefined (only read when `type` is a primitive or unknown), `resource` (%resource),
 *   `rootResource` (%rootResource), `fp` a `FhirPathRuntime` (runtime.ts, `createRuntime`).
 * - `type` is the concrete type of `node`: a FHIR type (`HumanName`, `dateTime`), a resource type or
 *   a backbone's path (`Observation.component`). For a choice element translate once for each type.
 *   Without it navigation is dynamic: right, but slower, and type tests may be unsupported.
 * - `known(name)` may give a boolean JS expression that says whether the context node has an
 *   element of that name (any choice type, value or extension), when the caller's walk has counted
 *   it already.
 * - Evaluation never throws on any JSON and never changes it. `uses` names the callbacks of the
 *   runtime and the variables that are needed: `resolve`, `memberOf`, `conformsTo`, `now`,
 *   `resource`, `rootResource`, `sibling`.
 * - What is not known comes back as `{ unsupported: reason }`; `fallback.ts` then runs fhirpath.js.
 */
import type { Expression } from './ast.ts';
import {
  type Bool,
  computed,
  EMPTY,
  type Form,
  itemOf,
  literal,
  type One,
  strict,
  tri,
} from './forms.ts';
import { call, indexed } from './functions.ts';
import { FhirPathSyntaxError } from './lexer.ts';
import { member } from './members.ts';
import type { TypeModel } from './model.ts';
import { binary, sign, truthOf } from './operators.ts';
import { parse } from './parser.ts';
import { Scope, type TranslateNames, Unsupported } from './scope.ts';
import { is, ofType } from './type-tests.ts';
import { areComplex, isA, isPrimitiveType } from './types.ts';

export interface TranslateOptions {
  readonly type?: string;
  readonly model?: TypeModel;
  readonly names?: Partial<TranslateNames>;
  readonly known?: (element: string) => string | undefined;
}

export type Translation =
  | {
      readonly js: string;
      readonly holds: string;
      readonly fails: string;
      readonly uses: readonly string[];
    }
  | { readonly unsupported: string };

const NAMES: TranslateNames = {
  node: 'node',
  sibling: 'sibling',
  resource: 'resource',
  rootResource: 'rootResource',
  fp: 'fp',
};

/** Translates one expression, or says why it cannot (FHIRPath 2.0.0 with FHIR's additions). */
export function translate(expression: string, options: TranslateOptions = {}): Translation {
  const names = { ...NAMES, ...options.names };
  const uses = new Set<string>();
  const { model, type, known = () => undefined } = options;
  try {
    const self = contextOf(type, names, uses);
    const scope = new Scope({ names, model, known, uses, count: 0 }, self);
    const truth =
      containedReferences(expression, scope) ?? truthOf(compile(parse(expression), scope));
    const renamed = (js: string): string =>
      names.fp === 'fp' ? js : js.replace(/\bfp\./g, `${names.fp}.`);
    return {
      js: renamed(tri(truth)),
      holds: renamed(truth.t),
      fails: renamed(truth.broken ?? truth.f),
      uses: [...uses],
    };
  } catch (error) {
    if (error instanceof Unsupported || error instanceof FhirPathSyntaxError)
      return { unsupported: error.message };
    throw error;
  }
}

const contextOf = (type: string | undefined, names: TranslateNames, uses: Set<string>): One => {
  const { node, sibling } = names;
  if (type !== undefined && !isPrimitiveType(type))
    return { ...itemOf(node, [type], true), simple: true };
  uses.add('sibling');
  return {
    kind: 'one',
    types: type === undefined ? undefined : [type],
    item: `fp.item(${node}, ${sibling})`,
    val: node,
    sib: sibling,
    has: `(${node} != null || ${sibling} != null)`,
    simple: true,
  };
};

const DOM_3 =
  /^contained\.where\(.*%resource\.descendants\(\)\.reference.*\.trace\('unmatched', id\)\.empty\(\)$/;

/** dom-3 of R4 and R4B: its sense in one walk, where it would ask for all descendants many times. */
const containedReferences = (expression: string, scope: Scope): Bool | undefined =>
  DOM_3.test(expression) ? strict(`fp.containedAreReferred(${scope.names.node})`) : undefined;

function compile(expression: Expression, scope: Scope): Form {
  switch (expression.kind) {
    case 'string':
      return literal(expression.value, 'string');
    case 'number':
      return literal(expression.value, expression.integer ? 'integer' : 'decimal');
    case 'boolean':
      return strict(String(expression.value));
    case 'date':
    case 'dateTime':
    case 'time':
      return literal(expression.value, expression.kind);
    case 'quantity':
      return quantity(expression);
    case 'empty':
      return EMPTY;
    case 'this':
      return scope.self;
    case 'index':
      return scope.index === undefined ? EMPTY : computed(scope.index, 'integer');
    case 'total':
      return scope.total ?? EMPTY;
    case 'variable':
      return variable(expression.name, scope);
    case 'member':
      return named(expression, scope);
    case 'call':
      return called(expression, scope);
    case 'item':
      return indexed(compile(expression.target, scope), compile(expression.at, scope));
    case 'sign':
      return sign(expression.operator, compile(expression.operand, scope));
    case 'binary':
      return binary(expression, scope, compile);
    case 'type': {
      const operand = compile(expression.operand, scope);
      const test = expression.operator === 'is' ? is : ofType;
      return test(operand, expression.type, scope);
    }
    default:
      return expression satisfies never;
  }
}

const quantity = ({ value, unit }: { value: number; unit: string }): Form => {
  const json = JSON.stringify({ value, unit, system: 'http://unitsofmeasure.org', code: unit });
  return itemOf(`(${json})`, ['Quantity'], true);
};

const called = (expression: Extract<Expression, { kind: 'call' }>, scope: Scope): Form => {
  const { target, name, args } = expression;
  const on = target === undefined ? scope.self : compile(target, scope);
  return call(name, { target: on, args, scope, compile });
};

/** An element; at the start of a path a type's name stands for the item itself if it is one. */
const named = (expression: Extract<Expression, { kind: 'member' }>, scope: Scope): Form => {
  const { target, name } = expression;
  if (target !== undefined) return member(compile(target, scope), name, scope);
  if (/^[A-Z]/.test(name) && scope.self.kind === 'one') {
    const { types } = scope.self;
    if (types?.some((type) => isA(type, name, scope.model)) === true) return scope.self;
    const resources = `fp.ofResourceType([${scope.self.item}], "${name}")`;
    if (types === undefined) return itemOf(`fp.first(${resources})`, undefined, false);
  }
  return member(scope.self, name, scope);
};

/** Codes that FHIR gives a name (FHIR R4, FHIRPath, Variables). */
const CONSTANTS: Readonly<Record<string, string>> = {
  ucum: 'http://unitsofmeasure.org',
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
};

function variable(name: string, scope: Scope): Form {
  const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
  if (constant !== undefined) return literal(constant, 'string');
  if (name === 'context') return scope.context;
  if (name === 'resource' || name === 'rootResource') return resource(name, scope);
  const definition = /^(vs|ext)-(.+)$/.exec(name);
  if (definition === null) throw new Unsupported(`variable %${name}`);
  const kind = definition[1] === 'vs' ? 'ValueSet' : 'StructureDefinition';
  return literal(`http://hl7.org/fhir/${kind}/${definition[2]}`, 'string');
}

/** %resource has the type of the resource in which the context's type is defined, if it is one. */
const resource = (name: 'resource' | 'rootResource', scope: Scope): Form => {
  scope.use(name);
  const types = scope.context.kind === 'one' ? scope.context.types : undefined;
  const root = types?.[0]?.split('.')[0];
  const isResource =
    root !== undefined && scope.model !== undefined && isA(root, 'Resource', scope.model);
  const known = isResource && name === 'resource' ? [root] : ['Resource'];
  const form = itemOf(scope.names[name], known, areComplex(known));
  return { ...form, simple: true };
};
