import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it } from 'vitest';
import { openEmbeddedDynamo } from './embedded-dynamodb.ts';
import { ensureTable } from './table.ts';

const TABLE = 'assay';
const put = (name: string) =>
  new PutItemCommand({ TableName: TABLE, Item: { pk: { S: name }, sk: { S: 'x' } } });
const get = (name: string) =>
  new GetItemCommand({ TableName: TABLE, Key: { pk: { S: name }, sk: { S: 'x' } } });

const folders: string[] = [];
const children: ChildProcess[] = [];
async function newFolder(deep = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-dynamo-'));
  folders.push(folder);
  return join(folder, deep, 'store');
}
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** Another process that opens the folder, writes one item and then waits to be killed. */
async function writer(folder: string, name: string): Promise<ChildProcess> {
  const source = `
    import { openEmbeddedDynamo } from ${JSON.stringify(join(import.meta.dirname, 'embedded-dynamodb.ts'))};
    import { ensureTable } from ${JSON.stringify(join(import.meta.dirname, 'table.ts'))};
    import { PutItemCommand } from ${JSON.stringify(import.meta.resolve('@aws-sdk/client-dynamodb'))};
    const { client } = await openEmbeddedDynamo({ folder: ${JSON.stringify(folder)} });
    await ensureTable(client, '${TABLE}');
    await client.send(new PutItemCommand({
      TableName: '${TABLE}', Item: { pk: { S: '${name}' }, sk: { S: 'x' } },
    }));
    process.send('written');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the writer ended')));
  ended.catch(() => {});
  await Promise.race([once(child, 'message'), ended]);
  return child;
}

it('keeps what was written from one opening to the next', async () => {
  const folder = await newFolder();
  const first = await openEmbeddedDynamo({ folder });
  await ensureTable(first.client, TABLE);
  await first.client.send(put('kept'));
  await first.close();
  const second = await openEmbeddedDynamo({ folder });
  expect((await second.client.send(get('kept'))).Item).toBeDefined();
  await second.close();
});

it('lets its folder be entered by its owner alone', async () => {
  const folder = await newFolder();
  const { close } = await openEmbeddedDynamo({ folder });
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await close();
});

it.each(['', 'a'.repeat(120)])(
  'serves a second process, and is outlived by it %#',
  async (deep) => {
    const folder = await newFolder(deep);
    const owner = await openEmbeddedDynamo({ folder });
    await ensureTable(owner.client, TABLE);
    await writer(folder, 'from the second');
    expect((await owner.client.send(get('from the second'))).Item).toBeDefined();
    await owner.close();
    await writer(folder, 'from the third');
  },
);

it('takes over from an owner that was killed', async () => {
  const folder = await newFolder();
  const owner = await writer(folder, 'by the owner');
  const second = await openEmbeddedDynamo({ folder });
  const third = await openEmbeddedDynamo({ folder });
  expect((await second.client.send(get('by the owner'))).Item).toBeDefined();
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const names = Array.from({ length: 20 }, (_, index) => `after ${index}`);
  await Promise.all(
    names.map((name, index) => (index % 2 ? second : third).client.send(put(name))),
  );
  for (const name of names) {
    expect((await third.client.send(get(name))).Item, name).toBeDefined();
  }
  await second.close();
  expect((await third.client.send(get('after 3'))).Item).toBeDefined();
  await third.close();
});

it('says when what lies in its folder is no database', async () => {
  const folder = await newFolder();
  await (await openEmbeddedDynamo({ folder })).close();
  await writeFile(join(folder, 'CURRENT'), 'MANIFEST-nonsense');
  await expect(openEmbeddedDynamo({ folder })).rejects.toThrow(
    new RegExp(`^the store in ${folder} cannot be opened: .*CURRENT`),
  );
});

it('answers errors as the service does', async () => {
  const { client, close } = await openEmbeddedDynamo();
  await expect(client.send(get('x'))).rejects.toThrow(ResourceNotFoundException);
  const specification = { AttributeName: 'expires', Enabled: true };
  await expect(
    client.send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE,
        TimeToLiveSpecification: specification,
      }),
    ),
  ).rejects.toThrow('UpdateTimeToLive is not part of this database');
  await close();
});

it('can be reached over loopback as an endpoint', async () => {
  const { client, server, close } = await openEmbeddedDynamo();
  const listening = server().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const remote = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await ensureTable(remote, TABLE);
  await remote.send(put('remote'));
  expect((await client.send(get('remote'))).Item).toBeDefined();
  remote.destroy();
  listening.close();
  await close();
});
