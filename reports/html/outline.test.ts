import { describe, expect, it } from 'vitest';
import { outlineOf } from './outline.ts';

const textOf = (value: unknown, path: (string | number)[] | null) =>
  outlineOf(value, path)
    .map(({ text, marked }) => (marked ? `»${text}«` : text))
    .join('');

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let at = 0; at < depth; at += 1) value = [value];
  return value;
};

describe('an excerpt of JSON', () => {
  it('opens the way to the element, marks it and folds the rest', () => {
    const name = [{ family: 'A' }, { family: 'B' }, { family: 'C' }];
    expect(textOf({ id: '1', name, note: 'x' }, ['name', 1, 'family'])).toBe(
      '{\n  "id": "1",\n  "name": [\n    … 1 element before\n    {\n»      "family": "B"\n«    },\n    … 1 element more\n  ],\n  "note": "x"\n}\n',
    );
  });

  it.each([
    ['a value of a megabyte', { a: 'x'.repeat(1_000_000) }, ['a']],
    [
      'a million elements',
      { a: Array.from({ length: 1_000_000 }, () => 'some text of length') },
      ['a', 999_999],
    ],
    [
      'many members',
      Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`m${at}`, at])),
      ['m4000'],
    ],
    [
      'an element of many members',
      {
        a: Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`m${at}`, 'y'.repeat(200)])),
      },
      ['a'],
    ],
    ['a depth of 5,000', nested(5_000), Array.from({ length: 4_000 }, () => 0)],
  ])('stays small for %s', (_case, value, path) => {
    const text = textOf(value, path);
    expect(text.length).toBeLessThan(4_500);
  });
});
