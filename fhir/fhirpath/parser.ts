import type { BinaryOperator, Expression } from './ast.ts';
import { FhirPathSyntaxError, type Token, tokensOf } from './lexer.ts';

/** Parses FHIRPath; throws `FhirPathSyntaxError` on what the grammar does not allow. */
export function parse(expression: string): Expression {
  return new Parser(tokensOf(expression)).whole();
}

/** How tightly operators bind, from FHIRPath 2.0.0, Operator Precedence. */
const BINDING: Readonly<Record<string, number>> = {
  '*': 10,
  '/': 10,
  div: 10,
  mod: 10,
  '+': 9,
  '-': 9,
  '&': 9,
  is: 8,
  as: 8,
  '|': 7,
  '<': 6,
  '<=': 6,
  '>': 6,
  '>=': 6,
  '=': 5,
  '!=': 5,
  '~': 5,
  '!~': 5,
  in: 4,
  contains: 4,
  and: 3,
  or: 2,
  xor: 2,
  implies: 1,
};
const SIGN = 11;
/** Deeper nesting than any person writes; keeps recursion bounded. */
const DEEPEST = 250;

const UNITS = new Set(
  ['year', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'].flatMap((unit) => [
    unit,
    `${unit}s`,
  ]),
);

class Parser {
  private readonly tokens: readonly Token[];
  private place = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Expression {
    const expression = this.expression(0);
    if (this.token.kind !== 'end') this.refuse();
    return expression;
  }

  private get token(): Token {
    return this.tokens[this.place] ?? { kind: 'end', text: '', at: 0 };
  }

  private refuse(): never {
    const { text, at } = this.token;
    throw new FhirPathSyntaxError(`unexpected ${text === '' ? 'end' : `"${text}"`} at ${at}`);
  }

  private next(): Token {
    const token = this.token;
    this.place++;
    return token;
  }

  private isSymbol(text: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === text;
  }

  private expect(text: string): void {
    if (!this.isSymbol(text)) this.refuse();
    this.place++;
  }

  private expression(least: number): Expression {
    if (++this.depth > DEEPEST) throw new FhirPathSyntaxError('nested too deeply');
    let left = this.signed();
    for (;;) {
      const { kind, text } = this.token;
      const binding = kind === 'symbol' || kind === 'name' ? BINDING[text] : undefined;
      if (binding === undefined || binding <= least) break;
      this.place++;
      left =
        text === 'is' || text === 'as'
          ? { kind: 'type', operator: text, operand: left, type: this.typeName() }
          : {
              kind: 'binary',
              operator: text as BinaryOperator,
              left,
              right: this.expression(binding),
            };
    }
    this.depth--;
    return left;
  }

  private signed(): Expression {
    const { kind, text } = this.token;
    if (kind === 'symbol' && (text === '+' || text === '-')) {
      this.place++;
      return { kind: 'sign', operator: text, operand: this.expression(SIGN) };
    }
    return this.postfix();
  }

  private postfix(): Expression {
    let target = this.term();
    for (;;) {
      if (this.isSymbol('.')) {
        this.place++;
        target = this.invocation(target);
      } else if (this.isSymbol('[')) {
        this.place++;
        const at = this.expression(0);
        this.expect(']');
        target = { kind: 'item', target, at };
      } else return target;
    }
  }

  private term(): Expression {
    const token = this.token;
    switch (token.kind) {
      case 'string':
        this.place++;
        return { kind: 'string', value: token.text };
      case 'number':
        this.place++;
        return this.numberOrQuantity(token.text);
      case 'moment':
        this.place++;
        return moment(token.text);
      case 'variable':
        this.place++;
        return { kind: 'variable', name: token.text };
      case 'symbol':
        return this.bracketed();
      case 'name':
        return this.word(token.text);
      default:
        return this.invocation(undefined);
    }
  }

  private word(text: string): Expression {
    if (text === 'true' || text === 'false') {
      this.place++;
      return { kind: 'boolean', value: text === 'true' };
    }
    return this.invocation(undefined);
  }

  private bracketed(): Expression {
    if (this.isSymbol('(')) {
      this.place++;
      const inner = this.expression(0);
      this.expect(')');
      return inner;
    }
    this.expect('{');
    this.expect('}');
    return { kind: 'empty' };
  }

  private numberOrQuantity(text: string): Expression {
    const value = Number(text.replace('L', ''));
    const { kind, text: unit } = this.token;
    if (kind === 'string' || (kind === 'name' && UNITS.has(unit))) {
      this.place++;
      return { kind: 'quantity', value, unit };
    }
    return { kind: 'number', value, integer: !text.includes('.') };
  }

  private invocation(target: Expression | undefined): Expression {
    const token = this.next();
    if (token.kind !== 'name' && token.kind !== 'quoted') {
      this.place--;
      this.refuse();
    }
    const name = token.text;
    if (token.kind === 'name' && name.startsWith('$')) {
      const kind = name.slice(1);
      if (kind === 'this' || kind === 'index' || kind === 'total') return { kind };
      this.place--;
      this.refuse();
    }
    const on = target === undefined ? {} : { target };
    if (!this.isSymbol('(')) return { kind: 'member', ...on, name };
    this.place++;
    const args: Expression[] = [];
    while (!this.isSymbol(')')) {
      if (args.length > 0) this.expect(',');
      args.push(this.expression(0));
    }
    this.place++;
    return { kind: 'call', ...on, name, args };
  }

  private typeName(): string {
    const name = this.nameToken();
    if (!this.isSymbol('.')) return name;
    this.place++;
    return `${name}.${this.nameToken()}`;
  }

  private nameToken(): string {
    if (this.isSymbol('(')) {
      this.place++;
      const name = this.typeName();
      this.expect(')');
      return name;
    }
    const { kind, text } = this.token;
    if (kind !== 'name' && kind !== 'quoted') this.refuse();
    this.place++;
    return text;
  }
}

const moment = (text: string): Expression => {
  if (text.startsWith('T')) return { kind: 'time', value: text.slice(1) };
  if (!text.includes('T')) return { kind: 'date', value: text };
  return { kind: 'dateTime', value: text.endsWith('T') ? text.slice(0, -1) : text };
};
