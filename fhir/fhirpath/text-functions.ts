/** A function over one value: the runtime's name of it and the type of its result. */
export interface TextFunction {
  readonly fp: string;
  readonly result: string;
  /** Its result is a collection. */
  readonly many?: boolean;
}

/** Functions of FHIRPath over strings and numbers, each with values as arguments. */
export const TEXT_FUNCTIONS: Readonly<Record<string, TextFunction>> = {
  startsWith: { fp: 'startsWith', result: 'boolean' },
  endsWith: { fp: 'endsWith', result: 'boolean' },
  contains: { fp: 'containsText', result: 'boolean' },
  matches: { fp: 'matches', result: 'boolean' },
  matchesFull: { fp: 'matchesFull', result: 'boolean' },
  indexOf: { fp: 'indexOf', result: 'integer' },
  substring: { fp: 'substring', result: 'string' },
  upper: { fp: 'upper', result: 'string' },
  lower: { fp: 'lower', result: 'string' },
  trim: { fp: 'trim', result: 'string' },
  length: { fp: 'length', result: 'integer' },
  replace: { fp: 'replace', result: 'string' },
  replaceMatches: { fp: 'replaceMatches', result: 'string' },
  toChars: { fp: 'toChars', result: 'string', many: true },
  split: { fp: 'split', result: 'string', many: true },
  toInteger: { fp: 'toInteger', result: 'integer' },
  toDecimal: { fp: 'toDecimal', result: 'decimal' },
  toString: { fp: 'toText', result: 'string' },
  toBoolean: { fp: 'toBoolean', result: 'boolean' },
  abs: { fp: 'abs', result: 'decimal' },
  ceiling: { fp: 'ceiling', result: 'integer' },
  floor: { fp: 'floor', result: 'integer' },
  truncate: { fp: 'truncate', result: 'integer' },
  sqrt: { fp: 'sqrt', result: 'decimal' },
  exp: { fp: 'exp', result: 'decimal' },
  ln: { fp: 'ln', result: 'decimal' },
  round: { fp: 'round', result: 'decimal' },
  power: { fp: 'power', result: 'decimal' },
};
