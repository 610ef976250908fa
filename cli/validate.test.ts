import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LineBatcher, type LineBatch } from '../fhir/ndjson.ts';
import { CommandError } from './exit-code.ts';
import { addValidateCommand } from './validate.ts';
import type { BatchResult } from './validate-batch.ts';
import { openInput } from './validate-input.ts';
import { CORE } from './validate-packs.ts';
import { judgeInWorkers } from './validate-workers.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-validate-'));
const at = (name: string, content: string | Buffer): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

interface Outcome {
  readonly extension: readonly { readonly valueString: string }[];
  readonly issue: readonly {
    readonly severity: string;
    readonly details: { readonly text: string };
    readonly expression: readonly string[];
    readonly extension?: readonly { readonly valueInteger: number }[];
  }[];
}

const said = { out: '', err: '' };

beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text);
    return true;
  });
});
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function validate(...args: string[]): Promise<{ outcomes: Outcome[]; exitCode: unknown }> {
  said.out = '';
  said.err = '';
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addValidateCommand(program);
  await program.parseAsync(['node', 'assay', 'validate', ...args]);
  const lines = said.out.startsWith('{\n') ? [said.out] : said.out.split('\n').filter(Boolean);
  return { outcomes: lines.map((line) => JSON.parse(line)), exitCode: process.exitCode };
}

const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' };
const PATIENT = { resourceType: 'Patient', id: 'a', text, gender: 'female' };
const WRONG = { resourceType: 'Patient', id: 'b', gender: 'woman' };
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';

const aCase = (more: object) => ({
  id: 'a',
  resource: 'gone.json',
  profiles: [],
  package: null,
  supporting: [],
  ...more,
});

describe('assay validate', () => {
  it('passes a valid resource', async () => {
    const { outcomes, exitCode } = await validate(at('p.json', JSON.stringify(PATIENT, null, 2)));
    expect(exitCode).toBe(0);
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.issue.map(({ severity }) => severity)).toEqual(['information']);
    expect(said.err).toContain('1 resources: 1 valid');
  });

  it('tells what is wrong and where', async () => {
    const { outcomes, exitCode } = await validate('--json', at('w.json', JSON.stringify(WRONG)));
    expect(exitCode).toBe(1);
    expect(outcomes[0]?.issue[0]?.expression).toEqual(['Patient.gender']);
    expect(outcomes[0]?.extension[0]?.valueString).toMatch(/w\.json$/);
  });

  it('validates against a profile that is asked for', async () => {
    const file = at('q.json', JSON.stringify(PATIENT));
    const { outcomes, exitCode } = await validate(file, '--profile', `${US_CORE}/us-core-patient`);
    expect(exitCode).toBe(1);
    const told = outcomes[0]?.issue.map(({ details }) => details.text).join();
    expect(told).toMatch(/identifier.*name/);
  });

  it('goes on after lines that are no resources, and names them', async () => {
    const lines = [JSON.stringify(PATIENT), 'garbage', '', '[1]', JSON.stringify(WRONG), '{"a":'];
    const jsonl = join(folder, 'out.jsonl');
    const { outcomes, exitCode } = await validate(
      at('x.ndjson', lines.join('\n')),
      '--jsonl',
      jsonl,
    );
    expect(exitCode).toBe(1);
    expect(outcomes.map(({ issue }) => issue[0]?.extension?.[0]?.valueInteger)).toEqual([
      2, 4, 5, 6,
    ]);
    const rows: { line: number; valid: boolean; resource?: string }[] = readFileSync(jsonl, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ line, valid }) => [line, valid])).toEqual([
      [1, true],
      [2, false],
      [4, false],
      [5, false],
      [6, false],
    ]);
    expect(rows[0]?.resource).toBe('Patient/a');
  });

  it('reads gzip, and says when it is broken', async () => {
    const zipped = gzipSync(`${JSON.stringify(PATIENT)}\n`.repeat(1000));
    expect((await validate(at('z.ndjson.gz', zipped))).exitCode).toBe(0);
    expect(said.err).toContain('1000 resources: 1000 valid');
    const { outcomes, exitCode } = await validate(at('broken.ndjson.gz', zipped.subarray(0, 40)));
    expect(exitCode).toBe(1);
    expect(outcomes.at(-1)?.issue[0]?.details.text).toContain('cannot be read to its end');
    expect((await validate(at('not.json.gz', 'plain'))).exitCode).toBe(1);
  });

  it('says what is not UTF-8, and what is empty', async () => {
    const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const { outcomes } = await validate(at('l.json', bytes));
    expect(outcomes[0]?.issue[0]?.details.text).toContain('UTF-8');
    expect((await validate(at('empty.json', ''))).exitCode).toBe(1);
    expect((await validate(at('empty.ndjson', ''))).exitCode).toBe(0);
  });

  it.each([
    [[]],
    [['missing.json']],
    [[folder]],
    [[at('ok.json', '{}'), '--pack', 'nowhere']],
    [[at('ok.json', '{}'), '--profile', 'http://unknown']],
    [['--cases', folder]],
    [['--unknown']],
    [[at('ok.json', '{}'), '--jsonl', join(folder, 'nowhere', 'x')]],
    [[at('ok.json', '{}'), '--pack', at('no.pack', 'garbage')]],
    [[at('ok.json', '{}'), '--pack', at('no.tgz', 'garbage')]],
    [[at('ok.json', '{}'), '--workers', '0']],
    [[at('ok.json', '{}'), '--terminology-server', 'ftp://x']],
  ])('refuses %j', async (args) => {
    await expect(validate(...args)).rejects.toThrow(
      /Name a file|no file|--pack|--profile|manifest|unknown option|--workers|--terminology|--jsonl/,
    );
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', 'x', /manifest.json is not JSON/],
    ['no list of cases', '{}', /has no list "cases"/],
    ['no case', '{"cases":[5]}', /cases\[0\] is no case/],
    [
      'a file that is not there',
      JSON.stringify({ cases: [aCase({})] }),
      /gone.json cannot be read/,
    ],
    [
      'a package that does not ship',
      JSON.stringify({ cases: [aCase({ package: 'a#1', resource: 'manifest.json' })] }),
      /a#1 does not ship/,
    ],
  ])('refuses a corpus whose manifest has %s', async (name, manifest, message) => {
    const corpus = join(folder, name.replaceAll(' ', '-'));
    mkdirSync(corpus);
    writeFileSync(join(corpus, 'manifest.json'), manifest);
    await expect(validate('--cases', corpus)).rejects.toThrow(message);
    await expect(validate('--cases', corpus)).rejects.toBeInstanceOf(CommandError);
  });

  it.each<[string, string | Buffer, unknown, number]>([
    ['a byte order mark', `\ufeff${JSON.stringify(PATIENT)}`, 0, 1],
    [
      'a byte order mark before lines',
      `\ufeff${JSON.stringify(PATIENT)}\n${JSON.stringify(PATIENT)}\n`,
      0,
      2,
    ],
    [
      'lines that end as on Windows',
      `${JSON.stringify(PATIENT)}\r\n${JSON.stringify(PATIENT)}\r\n`,
      0,
      2,
    ],
    ['null', 'null', 1, 1],
    ['a list', '[{"resourceType":"Patient"}]', 1, 1],
    ['random bytes', Buffer.from([0, 255, 254, 1, 2, 3]), 1, 1],
    [
      '100,000 levels',
      `{"resourceType":"Patient","extension":[${'{"extension":['.repeat(1e5)}${']}'.repeat(1e5)}]}`,
      1,
      1,
    ],
  ])('answers %s', async (_case, content, code, resources) => {
    const { exitCode } = await validate('--json', at('odd.json', content));
    expect(exitCode).toBe(code);
    expect(said.err).toContain(`${resources} resources:`);
  });

  it('asks a terminology server for codes that the packs cannot decide', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => {
        body += String(data);
      });
      request.on('end', () => {
        const { entry }: { entry: { request: { url: string } }[] } = JSON.parse(body);
        asked.push(...entry.map(({ request: { url } }) => url));
        const valueBoolean = false;
        const resource = {
          resourceType: 'Parameters',
          parameter: [{ name: 'result', valueBoolean }],
        };
        response.end(
          JSON.stringify({ resourceType: 'Bundle', entry: entry.map(() => ({ resource })) }),
        );
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const condition = {
      resourceType: 'Condition',
      text,
      meta: { profile: [`${US_CORE}/us-core-condition-encounter-diagnosis`] },
      clinicalStatus: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
        ],
      },
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/condition-category',
              code: 'encounter-diagnosis',
            },
          ],
        },
      ],
      code: { coding: [{ system: 'http://snomed.info/sct', code: '73211009' }] },
      subject: { reference: 'Patient/a' },
    };
    const file = at('condition.json', JSON.stringify(condition));
    expect((await validate(file)).outcomes[0]?.issue.map(({ severity }) => severity)).toEqual([
      'information',
    ]);
    const { outcomes } = await validate(
      file,
      '--terminology-server',
      `http://127.0.0.1:${port}/r4`,
    );
    server.close();
    expect(asked.join()).toContain('code=73211009');
    expect(outcomes[0]?.issue.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('runs a corpus of cases', async () => {
    const corpus = join(folder, 'corpus');
    mkdirSync(corpus);
    writeFileSync(join(corpus, 'a.json'), JSON.stringify(PATIENT));
    writeFileSync(join(corpus, 'b.json'), JSON.stringify(WRONG));
    const cases = ['a', 'b'].map((id) => ({
      id,
      resource: `${id}.json`,
      profiles: [],
      package: null,
      supporting: [],
    }));
    writeFileSync(join(corpus, 'manifest.json'), JSON.stringify({ cases }));
    const jsonl = join(folder, 'cases.jsonl');
    await validate('--cases', corpus, '--jsonl', jsonl);
    const verdicts = readFileSync(jsonl, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(verdicts).toMatchObject([
      { id: 'a', valid: true, errors: [] },
      { id: 'b', valid: false, errors: [{ expression: 'Patient.gender' }] },
    ]);
  });
});

describe('input', () => {
  it.each([
    ['one line', JSON.stringify(PATIENT), 'whole'],
    ['one line with its end', `${JSON.stringify(PATIENT)}\n`, 'whole'],
    ['many lines', JSON.stringify(PATIENT, null, 2), 'whole'],
    ['NDJSON', `${JSON.stringify(PATIENT)}\n${JSON.stringify(WRONG)}\n`, 'lines'],
    ['one long line', JSON.stringify({ ...PATIENT, text: 'x'.repeat(1_000_000) }), 'lines'],
  ])('of %s on standard input is told apart', async (_case, text, kind) => {
    const input = await openInput('-', () => undefined, Readable.from([Buffer.from(text)]));
    expect(input.kind).toBe(kind);
  });
});

describe('workers', () => {
  const start = { packs: [CORE], file: 'f', options: { profiles: [], jsonl: true } };

  async function* batches(count: number): AsyncGenerator<LineBatch> {
    const batcher = new LineBatcher(1000);
    for (let n = 0; n < count; n++)
      yield* batcher.push(Buffer.from(`${JSON.stringify({ ...PATIENT, id: `n${n}` })}\n`));
    yield* batcher.push(Buffer.from(`${'x'.repeat(2000)}\n`));
  }

  it('keep the order of the lines', async () => {
    const results: BatchResult[] = [];
    for await (const result of judgeInWorkers(batches(50), start, 2)) results.push(result);
    const rows = results
      .flatMap(({ jsonl }) => jsonl.trim().split('\n'))
      .map((row) => JSON.parse(row));
    expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 51 }, (_, n) => n + 1));
    expect(
      rows.slice(0, 50).every(({ resource, line }) => resource === `Patient/n${line - 1}`),
    ).toBe(true);
    expect(rows[50]).toMatchObject({ valid: false, errors: [{ code: 'structure' }] });
  });
});
