import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SecretError, type SecretService, secretSource } from './secrets.ts';

const root = await mkdtemp(join(tmpdir(), 'assay-secrets-'));
afterAll(() => rm(root, { recursive: true }));

const source = (service: SecretService = { valueOf: async () => undefined }) =>
  secretSource({ env: { TOKEN: 's3cret', EMPTY: '' }, secretsManager: async () => service });

it('takes a secret from the environment', async () =>
  expect(await source()({ env: 'TOKEN' })).toBe('s3cret'));

it.each(['MISSING', 'EMPTY'])('says that the variable %s is not set', async (env) => {
  await expect(source()({ env })).rejects.toThrow(
    new SecretError(`the environment variable ${env} is not set`),
  );
});

it('takes a secret from a file, without its last line end', async () => {
  const file = join(root, 'secret');
  await writeFile(file, 'line one\nline two\r\n');
  expect(await source()({ file })).toBe('line one\nline two');
});

it('says which file could not be read', async () => {
  const file = join(root, 'missing');
  await expect(source()({ file })).rejects.toThrow(
    `the secret file ${file} could not be read: ENOENT`,
  );
});

it('says that a file is empty', async () => {
  const file = join(root, 'empty');
  await writeFile(file, '\n');
  await expect(source()({ file })).rejects.toThrow('is empty');
});

it('asks AWS for each secret once', async () => {
  const asked: string[] = [];
  const resolve = source({
    valueOf: async (arn) => {
      asked.push(arn);
      return `value of ${arn}`;
    },
  });
  const both = await Promise.all([resolve({ secretArn: 'a' }), resolve({ secretArn: 'a' })]);
  expect([...both, await resolve({ secretArn: 'b' })]).toEqual([
    'value of a',
    'value of a',
    'value of b',
  ]);
  expect(asked).toEqual(['a', 'b']);
});

it('says why AWS refused, and asks again next time', async () => {
  let times = 0;
  const resolve = source({
    valueOf: async () => {
      times += 1;
      if (times === 1) throw Object.assign(new Error('x'), { name: 'AccessDeniedException' });
      return 'now';
    },
  });
  await expect(resolve({ secretArn: 'a' })).rejects.toThrow(
    'the secret a could not be read: AccessDeniedException',
  );
  expect(await resolve({ secretArn: 'a' })).toBe('now');
});
