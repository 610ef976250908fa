/**
 * Translates FHIRPath invariants into JavaScript source.
 *
 * Calling convention, for the compiler that inlines the result:
 *
 * - `translate(expression, { type, model, names, known })` gives three JavaScript *expressions* over
 *   the same free variables. Use `fails` for an invariant: `if (fails) addIssue(…)`.
 *     - `fails`: boolean, true when the FHIRPath result is false (empty is not a failure);
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
import type { TypeModel } from './model.ts';

export interface TranslateNames {
  readonly node: string;
  readonly sibling: string;
  readonly resource: string;
  readonly rootResource: string;
  readonly fp: string;
}

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

/** Translates one expression, or says why it cannot (FHIRPath 2.0.0 with FHIR's additions). */
export function translate(_expression: string, _options: TranslateOptions = {}): Translation {
  return { unsupported: 'not translated' };
}
