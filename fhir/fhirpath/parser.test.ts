import { describe, expect, it } from 'vitest';
import type { Expression } from './ast.ts';
import { parse } from './parser.ts';

/** The tree as text with every bracket written out. */
const shown = (e: Expression): string => {
  switch (e.kind) {
    case 'string':
      return JSON.stringify(e.value);
    case 'boolean':
    case 'number':
      return String(e.value);
    case 'date':
    case 'dateTime':
    case 'time':
      return `${e.kind}:${e.value}`;
    case 'quantity':
      return `${e.value}'${e.unit}'`;
    case 'empty':
      return '{}';
    case 'this':
    case 'index':
    case 'total':
      return `$${e.kind}`;
    case 'variable':
      return `%${e.name}`;
    case 'member':
      return e.target === undefined ? e.name : `${shown(e.target)}.${e.name}`;
    case 'call':
      return `${e.target === undefined ? '' : `${shown(e.target)}.`}${e.name}(${e.args.map(shown).join(',')})`;
    case 'item':
      return `${shown(e.target)}[${shown(e.at)}]`;
    case 'sign':
      return `(${e.operator}${shown(e.operand)})`;
    case 'binary':
      return `(${shown(e.left)} ${e.operator} ${shown(e.right)})`;
    case 'type':
      return `(${shown(e.operand)} ${e.operator} ${e.type})`;
    default:
      return e satisfies never;
  }
};

describe('parser', () => {
  it.each([
    ['a.b.c', 'a.b.c'],
    ['a or b and c implies d', '((a or (b and c)) implies d)'],
    ['a = b or c != d', '((a = b) or (c != d))'],
    ["code in 'a'|'b'", '(code in ("a" | "b"))'],
    ['1 + 2 * 3 - 4', '((1 + (2 * 3)) - 4)'],
    ['a is Quantity and b', '((a is Quantity) and b)'],
    ['(a as FHIR.decimal) <= 100', '((a as FHIR.decimal) <= 100)'],
    ['-1 + 2', '((-1) + 2)'],
    ['-a.b', '(-a.b)'],
    ['a[0].b[1]', 'a[0].b[1]'],
    ['text.`div`.exists()', 'text.div.exists()'],
    ["%`ext-x`.a | %'vs-y' | %ucum", '((%ext-x.a | %vs-y) | %ucum)'],
    ['$this.a.where($index > 1)', '$this.a.where(($index > 1))'],
    ["'it\\'s\\u0041\\n\\\\'", '"it\'sA\\n\\\\"'],
    [
      '@2020 | @2020-01-01 | @T12:30 | @2020-01-01T12:00:00.1Z | @2020T',
      '((((date:2020 | date:2020-01-01) | time:12:30) | dateTime:2020-01-01T12:00:00.1Z) | dateTime:2020)',
    ],
    ["4 'mg' = 4 days", "(4'mg' = 4'days')"],
    ['1.5 > 1.a', '(1.5 > 1.a)'],
    ['{} | true', '({} | true)'],
    ['a.contains(b) and c contains d', '(a.contains(b) and (c contains d))'],
    ['a.is(B).as(C).in', 'a.is(B).as(C).in'],
    ['a /* x */ and // y\n b', '(a and b)'],
    ["a & b & 'c'", '((a & b) & "c")'],
    ['a mod 10=0', '((a mod 10) = 0)'],
    ['a div 2 xor b', '((a div 2) xor b)'],
    ['iif(a, b, c)', 'iif(a,b,c)'],
    ['a ~ b and c !~ d', '((a ~ b) and (c !~ d))'],
  ])('%s', (expression, tree) => expect(shown(parse(expression))).toBe(tree));

  it.each([
    '',
    'a.',
    'a +',
    '(a',
    'a)',
    "'open",
    'a[1',
    'f(a',
    '$other',
    'a b',
    '#',
    'a is',
    '{1}',
    '('.repeat(1000),
    'f(,a)',
  ])('refuses %j', (expression) => expect(() => parse(expression)).toThrow(/unexpected|deeply/));
});
