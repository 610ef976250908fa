import type { PlanContext } from './suite.ts';

interface Branch<T> {
  readonly below: WeakMap<object, Branch<T>>;
  made?: { readonly value: T };
}

/** The same function, worked out once for each list of objects that what it is given consists of. */
export function onceFor<C, T>(
  partsOf: (given: C) => readonly object[],
  make: (given: C) => T,
): (given: C) => T {
  const root: Branch<T> = { below: new WeakMap() };
  return (given) => {
    let branch = root;
    for (const part of partsOf(given)) {
      const next = branch.below.get(part) ?? { below: new WeakMap() };
      branch.below.set(part, next);
      branch = next;
    }
    branch.made ??= { value: make(given) };
    return branch.made.value;
  };
}

/**
 * What follows from a plan's configuration and pack alone, once for each plan: thousands of checks
 * lean on the same few probes. Contexts are copied on the way; what they hold is not.
 */
export const oncePerPlan = <T>(make: (context: PlanContext) => T): ((context: PlanContext) => T) =>
  onceFor(({ config, pack }) => [config, pack], make);
