import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonShift, hashOf, KeptNames, keptNames, NameSet } from './name-set.ts';

const setOf = (names: readonly string[], most?: number, firstLine = 1): NameSet => {
  const set = new NameSet(most);
  names.forEach((name, at) => {
    set.add(name, firstLine + at);
  });
  return set;
};

const many = (count: number, of = 'Observation'): string[] =>
  Array.from({ length: count }, (_, at) => `${of}/${at}`);

describe('a set of names', () => {
  it('tells 190,000 names apart', () => {
    const set = setOf(many(190_000));
    expect(set.size).toBe(190_000);
    expect(set.repeats()).toEqual([]);
  });

  it('tells where a name came first and next, and how often', () => {
    const set = setOf(['a', 'b', 'a', 'a', 'b']);
    expect(set.repeats()).toMatchObject([
      { first: 1, second: 3, times: 3 },
      { first: 2, second: 5, times: 2 },
    ]);
  });

  it('holds a sample where there are too many, of which it misses nothing', () => {
    const names = many(50_000);
    const set = setOf([...names, ...names], 1000);
    expect(set.size).toBeLessThanOrEqual(1000);
    expect(set.size).toBeGreaterThan(300);
    expect(set.repeats().length).toBe(set.size);
  });

  it('is asked for names of several sets, as far as each holds them', () => {
    const sets = [setOf(many(5000, 'Patient')).data(), setOf(many(5000)).data(500)];
    const kept = new KeptNames(sets);
    expect(kept.shift).toBe(commonShift(sets));
    const sampled = [...many(5000), ...many(5000, 'Patient')].filter((name) =>
      kept.samples(hashOf(name)),
    );
    expect(sampled.length).toBeGreaterThan(300);
    expect(sampled.every((name) => kept.has(hashOf(name)))).toBe(true);
    const others = many(5000, 'Group');
    expect(others.some((name) => kept.has(hashOf(name)))).toBe(false);
  });

  it('holds the texts of few names', () => {
    const data = setOf(['b', 'a', 'b']).data();
    expect([...keptNames(data)].map(({ text, line }) => `${text} ${line}`).sort()).toEqual([
      'a 2',
      'b 1',
    ]);
    expect(setOf(many(3000)).data().texts).toBeUndefined();
  });

  it('comes to the same however its lines are shared out', () => {
    const names = fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 200 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 5 }), fc.nat(), (numbers, parts, seed) => {
        const most = 40;
        const whole = setOf(numbers.map(String), most);
        const sets = Array.from({ length: parts }, () => new NameSet(most));
        numbers.forEach((number, at) => {
          sets[(at * 7 + seed) % parts]?.add(String(number), at + 1);
        });
        const together = new NameSet(most);
        for (const set of sets.reverse()) together.absorb(set.data());
        expect(together.data()).toEqual(whole.data());
        expect(together.repeats()).toEqual(whole.repeats());
      }),
    );
  });
});
