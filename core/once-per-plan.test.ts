import { describe, expect, it } from 'vitest';
import type { RunConfig } from './config.ts';
import { onceFor, oncePerPlan } from './once-per-plan.ts';
import type { PlanContext } from './suite.ts';

const context = (): PlanContext => ({
  config: {} as RunConfig,
  pack: {} as PlanContext['pack'],
});

describe('what follows from a plan', () => {
  it('is made once for it, also from a copy of its context', () => {
    const make = oncePerPlan(() => ({}));
    const plan = context();
    expect(make({ ...plan })).toBe(make(plan));
  });

  it('is made anew for another configuration or pack', () => {
    const make = oncePerPlan(() => ({}));
    const plan = context();
    const made = make(plan);
    expect(make({ ...plan, config: context().config })).not.toBe(made);
    expect(make({ ...plan, pack: context().pack })).not.toBe(made);
  });

  it('may come to nothing, and is not made again then', () => {
    let times = 0;
    const make = onceFor(
      (one: object) => [one],
      () => {
        times += 1;
        return undefined;
      },
    );
    const one = {};
    expect([make(one), make(one), times]).toEqual([undefined, undefined, 1]);
  });
});
