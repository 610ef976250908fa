import { describe, expect, it } from 'vitest';
import type { StateMachine } from './asl-definition.ts';
import { Execution, StateError, type World } from './asl-interpreter.ts';

const machine = (States: Record<string, unknown>): StateMachine =>
  ({
    QueryLanguage: 'JSONata',
    StartAt: Object.keys(States)[0],
    States,
  }) as unknown as StateMachine;

const idle: World = { task: async (_resource, args) => args };

const run = (States: Record<string, unknown>, input: unknown = {}, world = idle) =>
  new Execution(machine(States), world).run(input);

const succeeded = (output: unknown) => ({ status: 'SUCCEEDED', output });

describe('expressions', () => {
  it('are evaluated wherever they stand', async () => {
    const Output = { a: ['{% $states.input.n + 1 %}', 'plain'], b: { c: '{% $states.input %}' } };
    expect(await run({ P: { Type: 'Pass', Output, End: true } }, { n: 1 })).toEqual(
      succeeded({ a: [2, 'plain'], b: { c: { n: 1 } } }),
    );
  });

  it.each(['{% $states.input.missing %}', '{% 1 + %}', "{% 1 + 'x' %}"])(
    'that come to nothing fail the execution: %s',
    async (Output) => {
      expect(await run({ P: { Type: 'Pass', Output, End: true } })).toMatchObject({
        error: 'States.QueryEvaluationError',
      });
    },
  );

  it('see variables as they were before the state assigned any', async () => {
    const outcome = await run({
      A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'C' },
      C: { Type: 'Pass', Output: '{% [$states.input, $n] %}', End: true },
    });
    expect(outcome).toEqual(succeeded([1, 2]));
  });

  it('have the functions that Step Functions adds', async () => {
    const Output = {
      parsed: '{% $parse(\'{"a":1}\').a %}',
      range: '{% $range(0, 4, 2) %}',
      partition: '{% $partition([1,2,3], 2) %}',
    };
    expect(await run({ P: { Type: 'Pass', Output, End: true } })).toEqual(
      succeeded({ parsed: 1, range: [0, 2, 4], partition: [[1, 2], [3]] }),
    );
  });
});

describe('a choice', () => {
  const Choices = [
    { Condition: '{% $states.input > 10 %}', Next: 'Big', Assign: { size: 'big' } },
    { Condition: '{% $states.input > 5 %}', Next: 'Big', Output: 'middling' },
  ];
  const states = {
    C: { Type: 'Choice', Choices, Default: 'Small' },
    Big: { Type: 'Succeed' },
    Small: { Type: 'Fail', Error: 'Small', Cause: '{% "was " & $states.input %}' },
  };

  it('takes the first rule that holds', async () => {
    expect(await run(states, 11)).toEqual(succeeded(11));
    expect(await run(states, 6)).toEqual(succeeded('middling'));
  });

  it('takes its default, and the failure is told', async () => {
    expect(await run(states, 1)).toEqual({ status: 'FAILED', error: 'Small', cause: 'was 1' });
  });

  it('fails where nothing holds', async () => {
    const { Default: _, ...C } = states.C;
    expect(await run({ ...states, C }, 1)).toMatchObject({ error: 'States.NoChoiceMatched' });
  });
});

describe('waits', () => {
  it('take no time and end in their order', async () => {
    const branch = (seconds: number) => ({
      StartAt: `W${seconds}`,
      States: {
        [`W${seconds}`]: { Type: 'Wait', Seconds: seconds, Next: `T${seconds}` },
        [`T${seconds}`]: { Type: 'Task', Resource: 'note', Arguments: seconds, End: true },
      },
    });
    const noted: unknown[] = [];
    const world: World = {
      task: async (_resource, args) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return noted.push(args);
      },
    };
    const Branches = [branch(3000), branch(10), branch(200)];
    const before = performance.now();
    const outcome = await run({ P: { Type: 'Parallel', Branches, End: true } }, {}, world);
    expect(outcome).toEqual(succeeded([3, 1, 2]));
    expect(noted).toEqual([10, 200, 3000]);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('can last until an instant', async () => {
    const execution = new Execution(
      machine({ W: { Type: 'Wait', Timestamp: '{% $states.input %}', End: true } }),
      idle,
    );
    await execution.run('2030-01-01T00:00:00Z');
    expect(new Date(execution.clock.now()).toISOString()).toBe('2030-01-01T00:00:00.000Z');
  });
});

describe('a task', () => {
  const failing = (times: number, error = 'Lambda.TooManyRequestsException'): World => {
    let left = times;
    return {
      task: async () => {
        left -= 1;
        if (left >= 0) throw new StateError(error, 'not now');
        return 'done';
      },
    };
  };
  const Retry = [{ ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 2 }];

  it('is tried again, with backoff', async () => {
    const execution = new Execution(
      machine({ T: { Type: 'Task', Resource: 'r', Retry, End: true } }),
      failing(2),
    );
    const before = execution.clock.now();
    expect(await execution.run({})).toEqual(succeeded('done'));
    expect(execution.clock.now() - before).toBe(3000);
  });

  it('fails when its tries are spent, and the error can be caught', async () => {
    const Catch = [
      { ErrorEquals: ['States.ALL'], Assign: { e: '{% $states.errorOutput.Error %}' }, Next: 'P' },
    ];
    const T = { Type: 'Task', Resource: 'r', Retry, End: true };
    expect(await run({ T }, {}, failing(3))).toMatchObject({ status: 'FAILED' });
    const P = { Type: 'Pass', Output: '{% [$e, $states.input.Cause] %}', End: true };
    expect(await run({ T: { ...T, Catch }, P }, {}, failing(3))).toEqual(
      succeeded(['Lambda.TooManyRequestsException', 'not now']),
    );
  });

  it('that hangs ends at its timeout, which States.TaskFailed does not catch', async () => {
    const Catch = [
      { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
      { ErrorEquals: ['States.Timeout'], Next: 'Right' },
    ];
    const T = { Type: 'Task', Resource: 'r', TimeoutSeconds: 0.02, Catch, End: true };
    const outcome = await run(
      { T, Wrong: { Type: 'Fail' }, Right: { Type: 'Succeed', Output: 'right' } },
      {},
      { task: () => new Promise(() => {}) },
    );
    expect(outcome).toEqual(succeeded('right'));
  });

  it('can wait for its token', async () => {
    const T = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { token: '{% $states.context.Task.Token %}' },
      Output: '{% $states.result.code %}',
      End: true,
    };
    const execution: Execution = new Execution(machine({ T }), {
      task: async (_resource, args) => {
        const { token } = args as { token: string };
        setTimeout(() => execution.sendTaskSuccess(token, { code: 'abc' }), 5);
      },
    });
    expect(await execution.run({})).toEqual(succeeded('abc'));
  });
});

describe('a map', () => {
  const processor = (Mode: string) => ({
    ProcessorConfig: { Mode, ExecutionType: 'STANDARD' },
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: 'r', Arguments: '{% $states.input %}', End: true } },
  });

  it('gives each item to its processor, no more at once than allowed', async () => {
    let now = 0;
    let most = 0;
    const world: World = {
      task: async (_resource, args) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 2));
        now -= 1;
        return args;
      },
    };
    const M = {
      Type: 'Map',
      Items: '{% $states.input.list %}',
      ItemSelector: {
        i: '{% $states.context.Map.Item.Index %}',
        v: '{% $states.context.Map.Item.Value %}',
      },
      ItemProcessor: processor('INLINE'),
      MaxConcurrency: 2,
      End: true,
    };
    expect(await run({ M }, { list: ['a', 'b', 'c'] }, world)).toEqual(
      succeeded([
        { i: 0, v: 'a' },
        { i: 1, v: 'b' },
        { i: 2, v: 'c' },
      ]),
    );
    expect(most).toBe(2);
  });

  it('reads, batches, tolerates and writes when distributed', async () => {
    const M = {
      Type: 'Map',
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Arguments: { Bucket: 'b' } },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ItemProcessor: processor('DISTRIBUTED'),
      ToleratedFailureCount: 1,
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'out' } },
      End: true,
    };
    const world: World = {
      task: async (_resource, args) => {
        const { Items } = args as { Items: number[] };
        if (Items.includes(3)) throw new Error('three');
        return Items.length;
      },
      readItems: async () => [1, 2, 3, 4, 5],
      writeResults: async (args, results) => ({ args, results }),
    };
    expect(await run({ M }, {}, world)).toEqual(
      succeeded({ args: { Bucket: 'out' }, results: [2, 1] }),
    );
    expect(await run({ M: { ...M, ToleratedFailureCount: 0 } }, {}, world)).toMatchObject({
      error: 'States.ExceedToleratedFailureThreshold',
    });
  });

  it('fails with its item when inline', async () => {
    const world: World = {
      task: async () => {
        throw new StateError('Custom', 'x');
      },
    };
    const M = { Type: 'Map', ItemProcessor: processor('INLINE'), End: true };
    expect(await run({ M }, [1, 2], world)).toMatchObject({ error: 'Custom' });
  });
});

describe('what is not interpreted', () => {
  it.each([
    ['JSONPath', { P: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } }],
    ['an unknown field', { P: { Type: 'Pass', Parameters: {}, End: true } }],
    ['an unknown type', { P: { Type: 'Dance', End: true } }],
  ])('is refused: %s', (_name, states) => {
    expect(() => new Execution(machine(states), idle)).toThrow(/state "P"/);
  });
});
