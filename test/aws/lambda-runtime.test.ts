import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type LocalFunction, startFunction } from './lambda-runtime.ts';

const folder = await mkdtemp(join(tmpdir(), 'assay-lambda-'));
const started: LocalFunction[] = [];

beforeAll(async () => {
  await writeFile(
    join(folder, 'index.mjs'),
    `let times = 0;
     export const count = async ({ by }, { awsRequestId }) => ({ times: (times += by), id: typeof awsRequestId });
     export const fault = async () => { throw Object.assign(new Error('no luck'), { name: 'Unlucky' }); };
     export const hang = () => new Promise(() => setInterval(() => {}, 1000));
     export const exit = () => process.exit(3);
     export const environment = async () => Object.keys(process.env).sort();
     export const say = async () => console.log('said');`,
  );
  await writeFile(join(folder, 'broken.mjs'), 'throw new TypeError("never loads");');
});
afterEach(async () => void (await Promise.all(started.splice(0).map((each) => each.stop()))));
afterAll(() => rm(folder, { recursive: true }));

async function given(handler: string, timeoutSeconds = 10): Promise<LocalFunction> {
  const environment = { GIVEN: '1' };
  const local = await startFunction({ name: 'f', folder, handler, environment, timeoutSeconds });
  started.push(local);
  return local;
}

it('keeps its process from one event to the next', async () => {
  const count = await given('index.count');
  expect(await count.invoke({ by: 2 })).toEqual({ times: 2, id: 'string' });
  const both = await Promise.all([count.invoke({ by: 1 }), count.invoke({ by: 1 })]);
  expect(both).toMatchObject([{ times: 3 }, { times: 4 }]);
});

it('tells the error that a handler threw', async () => {
  const fault = await given('index.fault');
  await expect(fault.invoke({})).rejects.toMatchObject({ error: 'Unlucky', message: 'no luck' });
});

it.each(['broken.handler', 'missing.handler', 'index.missing'])(
  'rejects what waits when %s cannot be loaded',
  async (handler) => {
    const broken = await given(handler);
    const both = await Promise.allSettled([broken.invoke({}), broken.invoke({})]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  },
);

it('rejects when the process ends', async () => {
  const exit = await given('index.exit');
  await expect(exit.invoke({})).rejects.toMatchObject({ error: 'Runtime.ExitError' });
});

it('starts anew after a crash', async () => {
  const hang = await given('index.hang');
  const hanging = hang.invoke({});
  setTimeout(() => hang.crash(), 300);
  await expect(hanging).rejects.toMatchObject({ error: 'Runtime.ExitError' });
  const count = await given('index.count');
  await count.invoke({ by: 1 });
  count.crash();
  await expect
    .poll(() => count.invoke({ by: 5 }).catch(() => undefined))
    .toMatchObject({
      times: 5,
    });
});

it('ends a process that takes too long', async () => {
  const hang = await given('index.hang', 0.5);
  const both = await Promise.allSettled([hang.invoke({}), hang.invoke({})]);
  expect(both).toMatchObject([
    { reason: { error: 'Sandbox.Timedout' } },
    { reason: { error: 'Sandbox.Timedout' } },
  ]);
});

it('has in its environment what it was given and what the service puts there', async () => {
  expect(await (await given('index.environment')).invoke({})).toEqual([
    'AWS_LAMBDA_FUNCTION_NAME',
    'AWS_LAMBDA_RUNTIME_API',
    'GIVEN',
    'LAMBDA_TASK_ROOT',
    '_HANDLER',
  ]);
});

it('collects what is written', async () => {
  const say = await given('index.say');
  await say.invoke({});
  await expect.poll(() => say.log).toEqual(['said']);
});
