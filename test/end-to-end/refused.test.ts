import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, start, home } from './command.ts';

describe('what cannot be run', () => {
  it.each([
    ['no target', ['run'], 2, /one of --config FILE, --target URL or --resume DIR/],
    ['no such file', ['run', '--config', 'none.yaml'], 2, /none\.yaml cannot be read/],
    ['no such command', ['fly'], 2, /unknown command/],
    ['no such option', ['run', '--fast'], 2, /unknown option/],
    ['no such suite', ['checks', '--suite', 'x'], 2, /suites: "x" is not a suite/],
    ['no such version', ['checks', '--us-core', '1.0'], 2, /options\.usCore: "1\.0"/],
    [
      'no such fault',
      ['demo', '--fault', 'token-no-pragmatism'],
      2,
      /is not a fault of the sandbox/,
    ],
    ['no run folder', ['rejudge', '.'], 2, /is not a run folder/],
    [
      'an unset secret',
      ['run', '--target', 'http://127.0.0.1:1/f', '--allow-private', '--bearer-env', 'ASSAY_UNSET'],
      2,
      /ASSAY_UNSET/,
    ],
    [
      'a private address',
      ['run', '--target', 'http://127.0.0.1:1/fhir'],
      2,
      /target\.allowPrivateAddresses/,
    ],
    [
      'a refused connection',
      ['run', '--target', 'http://127.0.0.1:1/fhir', '--allow-private'],
      3,
      /refused the connection/,
    ],
    [
      'a host that is not',
      ['run', '--target', 'http://no-such-host.invalid/fhir'],
      3,
      /could not be resolved/,
    ],
  ] as const)('%s ends with one sentence', async (_case, args, code, sentence) => {
    const ended = await assay(...args);
    expect(ended.code, ended.err).toBe(code);
    expect(ended.err).toMatch(sentence);
    expect(ended.err).not.toMatch(/at .*\.ts:\d+/);
  });

  it('a configuration with mistakes names each with line and path', async () => {
    writeFileSync(join(home, 'bad.yaml'), 'target:\n  fhirBaseUrl: nope\n  colour: red\n');
    const { code, err } = await assay('run', '--config', 'bad.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/bad\.yaml:2:16: target\.fhirBaseUrl/);
    expect(err).toMatch(/bad\.yaml:3:\d+: target\.colour is not a known key/);
  });

  it.each(['run', 'demo', 'sandbox', 'checks', 'rejudge', 'report', 'compare', 'runs', 'validate'])(
    '%s has --help',
    async (command) => {
      const { code, out } = await assay(command, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`Usage: assay ${command}`);
    },
  );
});

describe('the sandbox command', () => {
  it('says where it is in one JSON line, gives a config that runs, and stops', async () => {
    const { child, ended } = start(['sandbox']);
    const line = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (chunk) => resolve(String(chunk))),
    );
    const { fhirBaseUrl, configFile, faults } = JSON.parse(line);
    expect(faults).toEqual([]);
    expect((await fetch(`${fhirBaseUrl}/metadata`)).status).toBe(200);
    const run = await assay(
      'run',
      '--config',
      configFile,
      '--out',
      join(home, 'by-config'),
      '--only',
      'capability',
    );
    expect(run.code, run.err).toBe(0);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});
