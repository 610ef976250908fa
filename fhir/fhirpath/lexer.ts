/** One word of an expression and where it starts. */
export interface Token {
  readonly kind: 'name' | 'quoted' | 'string' | 'number' | 'moment' | 'symbol' | 'variable' | 'end';
  readonly text: string;
  readonly at: number;
}

/** What is wrong with an expression's text; it becomes `unsupported`, never a throw for callers. */
export class FhirPathSyntaxError extends Error {}

/**
 * Sticky patterns in the order in which they are tried. A `.` after a number is the number's only
 * before a digit; a delimited name may also stand in double quotes, as older guides write it.
 */
const RULES: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y],
  ['string', /'(?:[^'\\]|\\[\s\S])*'/y],
  ['quoted', /`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\]|\\[\s\S])*"/y],
  ['moment', /@(?:T[0-9][0-9:.]*|[0-9][0-9-]*(?:T[0-9:.]*(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)/y],
  ['number', /[0-9]+(?:\.[0-9]+)?L?/y],
  [
    'variable',
    /%(?:[A-Za-z_][A-Za-z0-9_-]*|`(?:[^`\\]|\\[\s\S])*`|'(?:[^'\\]|\\[\s\S])*'|"[^"]*")/y,
  ],
  ['name', /\$?[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /<=|>=|!=|!~|[-+*/&|<>=~().,[\]{}]/y],
];

/** Cuts an expression into tokens, the last one of kind `end`. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    const token = tokenAt(expression, at);
    at += token.length;
    if (token.kind !== 'space') tokens.push({ kind: token.kind, text: token.text, at: token.at });
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

const tokenAt = (
  expression: string,
  at: number,
): { kind: Token['kind'] | 'space'; text: string; at: number; length: number } => {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const match = rule.exec(expression);
    if (match !== null)
      return { kind, text: contentOf(kind, match[0]), at, length: match[0].length };
  }
  throw new FhirPathSyntaxError(`unexpected "${expression.slice(at, at + 10)}" at ${at}`);
};

const contentOf = (kind: Token['kind'] | 'space', text: string): string => {
  if (kind === 'string' || kind === 'quoted') return unescaped(text.slice(1, -1));
  if (kind === 'variable')
    return /^%[`'"]/.test(text) ? unescaped(text.slice(2, -1)) : text.slice(1);
  return kind === 'moment' ? text.slice(1) : text;
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

const unescaped = (text: string): string =>
  text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_all, code: string) =>
    code.length === 5
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : (ESCAPES[code] ?? code),
  );
