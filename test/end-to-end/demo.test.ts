import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assay, home, resultsIn, verdictsIn, type Ended } from './command.ts';

describe('the demo', () => {
  const folder = join(home, 'demo');
  let demo: Ended;
  beforeAll(async () => {
    demo = await assay('demo', '--out', folder);
  });

  it('ends well and says where the report is', () => {
    expect(demo.err).not.toContain('defect');
    expect(demo.code).toBe(0);
    expect(demo.out).toContain('demo/report.html');
    expect(demo.err).toMatch(/Patient +\d+\/\d+/);
  });

  it('leaves the files of the contract', () => {
    expect(readdirSync(folder).sort()).toEqual(
      [
        'exchanges.ndjson.gz',
        'junit.xml',
        'report.html',
        'results.json',
        'run.json',
        'summary.csv',
        'testreport.json',
      ].sort(),
    );
    const { summary, schemaVersion } = resultsIn(folder);
    expect(schemaVersion).toBe(1);
    expect(summary.fail + summary.error + summary.skip).toBe(0);
  });

  it('is judged again to the same verdicts with the sandbox gone', async () => {
    const before = verdictsIn(folder);
    const again = await assay('rejudge', folder);
    expect(again.code).toBe(0);
    expect(verdictsIn(folder)).toEqual(before);
    expect(resultsIn(folder).run.rejudgedAt).toBeDefined();
  });

  it('is listed, with its outcome', async () => {
    const { out } = await assay('runs', '--json');
    expect(JSON.parse(out)).toMatchObject([
      { status: 'finished', target: { name: 'Sandbox EHR' } },
    ]);
  });

  it('is rendered again', async () => {
    const { code, out } = await assay(
      'report',
      folder,
      '--format',
      'html,junit,fhir,csv,json',
      '--out',
      join(home, 'again'),
    );
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(5);
  });

  it('compares to itself as unchanged, to a broken one as worse', async () => {
    expect((await assay('compare', folder, folder)).code).toBe(0);
    const broken = join(home, 'broken');
    const run = await assay(
      'demo',
      '--out',
      broken,
      '--fault',
      'token-no-pragma',
      '--only',
      'token',
    );
    expect(run.code).toBe(1);
    expect(run.out).toContain('token.response.pragma');
    const worse = await assay('compare', folder, broken, '--json');
    expect(worse.code).toBe(1);
    expect(JSON.parse(worse.out).worse).toMatchObject([{ id: 'token.response.pragma' }]);
    expect((await assay('compare', broken, folder)).code).toBe(0);
  });
});
