import { randomUUID } from 'node:crypto';
import {
  type Catcher,
  refuseUnknown,
  type Retrier,
  type State,
  type StateMachine,
} from './asl-definition.ts';
import { resolved, StateError, type StatesObject, type Variables } from './asl-expressions.ts';
import { VirtualClock } from './virtual-clock.ts';

export { StateError } from './asl-expressions.ts';

/** What a state machine reaches outside itself. */
export interface World {
  /** Carries out a task; throws `StateError` for one that has a name. */
  task(resource: string, args: unknown): Promise<unknown>;
  /** The items that an `ItemReader` of a distributed map names. */
  readItems?(resource: string, args: unknown): Promise<readonly unknown[]>;
  /** Where a `ResultWriter` puts what a distributed map brought. */
  writeResults?(args: unknown, results: readonly unknown[]): Promise<unknown>;
}

export type Outcome =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string };

interface Scope {
  readonly variables: Record<string, unknown>;
  /** `$states.context`, without the task token. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Names matched by wildcards (Amazon States Language, Errors). */
const matches = (names: readonly string[], error: string): boolean =>
  names.some(
    (name) =>
      name === error ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );

const asStateError = (error: unknown): StateError =>
  error instanceof StateError
    ? error
    : new StateError('States.TaskFailed', error instanceof Error ? error.message : String(error));

/** How long the next try of this retrier waits, in seconds; undefined when it has had its tries. */
function delayOf(retrier: Retrier, tries: number): number | undefined {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds } = retrier;
  if (tries >= MaxAttempts) return undefined;
  return Math.min(IntervalSeconds * BackoffRate ** tries, MaxDelaySeconds ?? Infinity);
}

/** One execution of a state machine: waits take no time, tasks go to the world given. */
export class Execution {
  readonly clock = new VirtualClock();
  /** The states entered, in order. */
  readonly entered: string[] = [];
  readonly #machine: StateMachine;
  readonly #world: World;
  readonly #tokens = new Map<string, PromiseWithResolvers<unknown>>();
  readonly #id: string;

  constructor(machine: StateMachine, world: World, id: string = randomUUID()) {
    refuseUnknown(machine);
    this.#machine = machine;
    this.#world = world;
    this.#id = id;
  }

  async run(input: unknown): Promise<Outcome> {
    const context = {
      Execution: {
        Id: `arn:aws:states:us-east-1:000000000000:execution:local:${this.#id}`,
        Name: this.#id,
        Input: input,
        StartTime: new Date(this.clock.now()).toISOString(),
      },
      StateMachine: { Name: 'local' },
    };
    try {
      const output = await this.#runMachine(this.#machine, input, { variables: {}, context });
      return { status: 'SUCCEEDED', output };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return { status: 'FAILED', error: error.error, cause: error.detail };
    }
  }

  /** Ends a task that waits for its token. */
  sendTaskSuccess(token: string, output: unknown): void {
    this.#waiting(token).resolve(output);
  }

  sendTaskFailure(token: string, error: string, cause: string): void {
    this.#waiting(token).reject(new StateError(error, cause));
  }

  #waiting(token: string): PromiseWithResolvers<unknown> {
    const waiting = this.#tokens.get(token);
    if (waiting === undefined) throw new Error(`no task waits for the token ${token}`);
    return waiting;
  }

  async #runMachine(machine: StateMachine, input: unknown, scope: Scope): Promise<unknown> {
    let name: string | undefined = machine.StartAt;
    let current = input;
    while (name !== undefined) {
      const state: State | undefined = machine.States[name];
      if (state === undefined) throw new Error(`there is no state "${name}"`);
      this.entered.push(name);
      const at: Scope = { ...scope, context: { ...scope.context, State: { Name: name } } };
      const done = await this.#enter(state, current, at);
      current = done.output;
      name = done.next;
    }
    return current;
  }

  /** One state with its retriers and catchers. */
  async #enter(state: State, input: unknown, scope: Scope): Promise<Step> {
    const tries = new Map<Retrier, number>();
    for (;;) {
      try {
        return await this.#attempt(state, input, scope);
      } catch (thrown) {
        const error = asStateError(thrown);
        const retrier = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
        const delay = retrier && delayOf(retrier, tries.get(retrier) ?? 0);
        if (retrier !== undefined && delay !== undefined) {
          tries.set(retrier, (tries.get(retrier) ?? 0) + 1);
          await this.clock.sleep(delay * 1000);
          continue;
        }
        const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
        if (catcher === undefined) throw error;
        return this.#caught(catcher, error, input, scope);
      }
    }
  }

  async #caught(catcher: Catcher, error: StateError, input: unknown, scope: Scope): Promise<Step> {
    const errorOutput = { Error: error.error, Cause: error.detail };
    const states = { input, context: scope.context, errorOutput };
    const output = await this.#leave(catcher, errorOutput, states, scope.variables);
    return { output, next: catcher.Next };
  }

  async #attempt(state: State, input: unknown, scope: Scope): Promise<Step> {
    const { variables, context } = scope;
    const states: StatesObject = { input, context };
    const value = (part: unknown): Promise<unknown> => resolved(part, states, variables);
    const on = async (result: unknown, hasResult = true): Promise<Step> => {
      const known = hasResult ? { ...states, result } : states;
      const output = await this.#leave(state, result, known, variables);
      return { output, next: state.End === true ? undefined : state.Next };
    };
    switch (state.Type) {
      case 'Pass':
      case 'Succeed':
        return on(input, false);
      case 'Fail':
        throw new StateError(
          String((await value(state.Error)) ?? ''),
          String((await value(state.Cause)) ?? ''),
        );
      case 'Wait': {
        const until = await value(state.Timestamp);
        await this.clock.sleep(
          typeof until === 'string'
            ? Date.parse(until) - this.clock.now()
            : Number(await value(state.Seconds)) * 1000,
        );
        return on(input, false);
      }
      case 'Choice':
        return this.#choose(state, input, scope);
      case 'Task':
        return on(await this.#task(state, input, scope));
      case 'Parallel': {
        const given = state.Arguments === undefined ? input : await value(state.Arguments);
        return on(
          await this.clock.abreast(
            (state.Branches ?? []).map(
              (branch) => () =>
                this.#runMachine(branch, given, { ...scope, variables: { ...variables } }),
            ),
          ),
        );
      }
      case 'Map':
        return on(await this.#map(state, input, scope));
      default:
        return state.Type satisfies never;
    }
  }

  /** Output and assignments are both made from what was known before either. */
  async #leave(
    { Output, Assign }: { readonly Output?: unknown; readonly Assign?: Variables },
    otherwise: unknown,
    states: StatesObject,
    variables: Record<string, unknown>,
  ): Promise<unknown> {
    const output = Output === undefined ? otherwise : await resolved(Output, states, variables);
    const assigned = Assign === undefined ? {} : await resolved(Assign, states, variables);
    Object.assign(variables, assigned);
    return output;
  }

  async #choose(state: State, input: unknown, { variables, context }: Scope): Promise<Step> {
    const states = { input, context };
    for (const rule of state.Choices ?? []) {
      const holds = await resolved(rule.Condition, states, variables);
      if (typeof holds !== 'boolean') {
        throw new StateError('States.QueryEvaluationError', `${rule.Condition} is not a boolean`);
      }
      if (!holds) continue;
      return { output: await this.#leave(rule, input, states, variables), next: rule.Next };
    }
    if (state.Default === undefined) {
      throw new StateError('States.NoChoiceMatched', 'no condition holds');
    }
    return { output: await this.#leave(state, input, states, variables), next: state.Default };
  }

  async #task(state: State, input: unknown, { variables, context }: Scope): Promise<unknown> {
    const { Resource: resource = '' } = state;
    const token = randomUUID();
    const withToken = { ...context, Task: { Token: token } };
    const states = { input, context: withToken };
    const args = await resolved(state.Arguments ?? input, states, variables);
    const seconds = await resolved(state.TimeoutSeconds, states, variables);
    if (!resource.endsWith('.waitForTaskToken')) {
      return withinSeconds(seconds, this.#world.task(resource, args));
    }
    const waiting = Promise.withResolvers<unknown>();
    this.#tokens.set(token, waiting);
    waiting.promise.catch(() => {});
    try {
      await this.#world.task(resource, args);
      return await withinSeconds(seconds, waiting.promise);
    } finally {
      this.#tokens.delete(token);
    }
  }

  async #map(state: State, input: unknown, scope: Scope): Promise<unknown> {
    const { variables, context } = scope;
    const processor = state.ItemProcessor;
    if (processor === undefined) throw new Error('a map without ItemProcessor');
    const distributed = processor.ProcessorConfig?.Mode === 'DISTRIBUTED';
    const value = (part: unknown): Promise<unknown> =>
      resolved(part, { input, context }, variables);
    const number = async (part: unknown, otherwise: number): Promise<number> =>
      part === undefined ? otherwise : Number(await value(part));

    const items = await this.#items(state, input, value);
    const inputs = await Promise.all(
      items.map((item, index) => {
        const inItem = { ...context, Map: { Item: { Index: index, Value: item } } };
        return state.ItemSelector === undefined
          ? item
          : resolved(state.ItemSelector, { input, context: inItem }, variables);
      }),
    );
    const batches = await batched(state, inputs, value);
    const limit = (await number(state.MaxConcurrency, 0)) || batches.length;
    const outcomes: PromiseSettledResult<unknown>[] = [];
    const queue = batches.entries();
    await this.clock.abreast(
      Array.from({ length: Math.min(limit, batches.length) }, () => async () => {
        for (const [index, item] of queue) {
          const inItem = { ...context, Map: { Item: { Index: index, Value: item } } };
          // A child of a distributed map is an execution of its own and sees no variables.
          const inner = { variables: distributed ? {} : { ...variables }, context: inItem };
          const [outcome] = await Promise.allSettled([this.#runMachine(processor, item, inner)]);
          outcomes[index] = outcome;
          if (outcome.status === 'rejected' && !distributed) break;
        }
      }),
    );
    const failures = outcomes.filter((outcome) => outcome?.status === 'rejected');
    const [first] = failures;
    if (first !== undefined && !distributed) throw first.reason;
    const tolerated = Math.max(
      await number(state.ToleratedFailureCount, 0),
      ((await number(state.ToleratedFailurePercentage, 0)) / 100) * batches.length,
    );
    if (failures.length > tolerated) {
      throw new StateError(
        'States.ExceedToleratedFailureThreshold',
        `${failures.length} of ${batches.length} items failed: ${first?.reason}`,
      );
    }
    const results = outcomes.flatMap((outcome) =>
      outcome?.status === 'fulfilled' ? [outcome.value] : [],
    );
    if (state.ResultWriter === undefined) return results;
    if (this.#world.writeResults === undefined) throw new Error('nowhere to write results to');
    return this.#world.writeResults(await value(state.ResultWriter.Arguments), results);
  }

  async #items(
    { Items, ItemReader: reader }: State,
    input: unknown,
    value: (part: unknown) => Promise<unknown>,
  ): Promise<readonly unknown[]> {
    if (reader !== undefined) {
      if (this.#world.readItems === undefined) throw new Error('nowhere to read items from');
      return this.#world.readItems(reader.Resource, await value(reader.Arguments));
    }
    const items = Items === undefined ? input : await value(Items);
    if (!Array.isArray(items)) {
      throw new StateError('States.QueryEvaluationError', 'the items of a map are not an array');
    }
    return items;
  }
}

interface Step {
  readonly output: unknown;
  readonly next: string | undefined;
}

async function batched(
  { ItemBatcher: batcher }: State,
  inputs: readonly unknown[],
  value: (part: unknown) => Promise<unknown>,
): Promise<readonly unknown[]> {
  if (batcher === undefined) return inputs;
  const size = batcher.MaxItemsPerBatch ?? inputs.length;
  const beside =
    batcher.BatchInput === undefined ? {} : { BatchInput: await value(batcher.BatchInput) };
  return Array.from({ length: Math.ceil(inputs.length / size) }, (_, index) => ({
    ...beside,
    Items: inputs.slice(index * size, (index + 1) * size),
  }));
}

/** Timeouts are of real time: what they guard against, a task that hangs, is real too. */
async function withinSeconds<T>(seconds: unknown, work: Promise<T>): Promise<T> {
  if (typeof seconds !== 'number') return work;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new StateError('States.Timeout', `not done in ${seconds} s`)),
    seconds * 1000,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
