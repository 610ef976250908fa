import type { FhirPathCallbacks } from './runtime.ts';

/** An invariant that the translator does not know, evaluated by fhirpath.js. */
export type FallbackInvariant = (
  node: unknown,
  resource: unknown,
  rootResource: unknown,
) => boolean | undefined;

/**
 * Compiles an expression with the `fhirpath` package, which is loaded only now: it costs 200 ms of a
 * cold start. Never throws on evaluation: what cannot be evaluated is undefined, so not a violation.
 * `resolve()` stays unknown here, for fhirpath.js resolves asynchronously only.
 */
export async function fallbackFor(
  expression: string,
  type: string | undefined,
  callbacks: FhirPathCallbacks = {},
): Promise<FallbackInvariant> {
  const [{ default: fhirpath }, { default: r4 }] = await Promise.all([
    import('fhirpath'),
    import('fhirpath/fhir-context/r4'),
  ]);
  const memberOf = (input: unknown[], valueSet: string): unknown => {
    const is = input.length === 1 ? callbacks.memberOf?.(input[0], valueSet) : undefined;
    return is === undefined ? [] : [is];
  };
  const evaluate = fhirpath.compile(
    type === undefined ? expression : { base: type, expression },
    r4,
    {
      traceFn: () => undefined,
      userInvocationTable: {
        memberOf: { fn: memberOf, arity: { 1: ['String'] } },
      },
    },
  );
  return (node, resource, rootResource) => {
    try {
      // fhirpath.js writes type information into what it is given.
      const [copy, own, root] = structuredClone([node, resource, rootResource]);
      const result: unknown = evaluate(copy, { resource: own, rootResource: root, context: copy });
      if (!Array.isArray(result) || result.length === 0) return undefined;
      return result.length === 1 && typeof result[0] === 'boolean' ? result[0] : true;
    } catch {
      return undefined;
    }
  };
}
