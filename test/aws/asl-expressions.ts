import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';

/** An error with a name, as states raise, retry and catch it. */
export class StateError extends Error {
  readonly error: string;
  readonly detail: string;
  constructor(error: string, detail: string) {
    super(`${error}: ${detail}`);
    this.error = error;
    this.detail = detail;
  }
}

export type Variables = Readonly<Record<string, unknown>>;

/** What `$states` holds while an expression is evaluated. */
export interface StatesObject {
  readonly input: unknown;
  readonly context: unknown;
  readonly result?: unknown;
  readonly errorOutput?: unknown;
}

/** Functions that Step Functions adds to those of JSONata. */
const FUNCTIONS = {
  uuid: () => randomUUID(),
  parse: (text: string) => JSON.parse(text) as unknown,
  hash: (text: string, algorithm: string) =>
    createHash(algorithm.toLowerCase().replace('-', '')).update(text).digest('hex'),
  range: (first: number, last: number, step: number) =>
    Array.from(
      { length: Math.floor((last - first) / step) + 1 },
      (_, index) => first + index * step,
    ),
  partition: (items: unknown[], size: number) =>
    Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
      items.slice(index * size, (index + 1) * size),
    ),
};

const compiled = new Map<string, ReturnType<typeof jsonata>>();

async function evaluate(
  text: string,
  states: StatesObject,
  variables: Variables,
): Promise<unknown> {
  let value: unknown;
  try {
    const expression = compiled.get(text) ?? jsonata(text);
    compiled.set(text, expression);
    value = await expression.evaluate(undefined, { ...FUNCTIONS, ...variables, states });
  } catch (error) {
    const message = (error as { message?: unknown }).message;
    throw new StateError('States.QueryEvaluationError', `${text}: ${String(message)}`);
  }
  // What JSONata returns carries its own marks on arrays; and nothing is no value of JSON.
  const json = JSON.stringify(value);
  if (json === undefined) {
    throw new StateError('States.QueryEvaluationError', `${text} returned nothing`);
  }
  return JSON.parse(json) as unknown;
}

/** A value of a state in which every `{% … %}`, however deep, is replaced by what it comes to. */
export async function resolved(
  value: unknown,
  states: StatesObject,
  variables: Variables,
): Promise<unknown> {
  if (typeof value === 'string') {
    const text = /^\{%(.*)%\}$/s.exec(value)?.[1];
    return text === undefined ? value : evaluate(text.trim(), states, variables);
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => resolved(item, states, variables)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    await Promise.all(
      Object.entries(value).map(async ([name, inner]) => [
        name,
        await resolved(inner, states, variables),
      ]),
    ),
  );
}
