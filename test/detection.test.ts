import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Detection, detect, faultsInScope, typeOfFault } from './detection-matrix.ts';
import { runSandbox } from './detection.ts';

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden/detection.json'), 'utf8'),
) as Detection[];

/**
 * A fault that cuts a connection or never ends its answer hits whatever comes along; which checks
 * it leaves undisturbed is a matter of timing.
 */
const NOT_EXACT = /^(truncated-body|hung-request|server-errors|endless-body)$/;

/** Every family once for each of a few types in turn; all of the whole server's faults. */
const SAMPLED_EVERY = 25;
const sampled = golden.filter(
  ({ fault }, at) => typeOfFault(fault) === undefined || at % SAMPLED_EVERY === 0,
);

describe('the detection matrix', () => {
  it('knows every fault in scope', () => {
    expect(golden.map(({ fault }) => fault)).toEqual(faultsInScope.map(({ id }) => id));
  });

  it.each(sampled.map((each) => [each.fault, each] as const))('%s', async (fault, expected) => {
    const found = await detect(fault);
    if (NOT_EXACT.test(fault)) expect(found.turned.length + found.lost.length).toBeGreaterThan(0);
    else expect(found).toEqual(expected);
  });

  it('has a fault for every check', async () => {
    const { results } = await runSandbox();
    const noticing = new Set(golden.flatMap(({ turned, lost }) => [...turned, ...lost]));
    const blind = results.checks
      .filter(({ verdict, id }) => verdict !== 'omit' && verdict !== 'attest' && !noticing.has(id))
      .map(({ id }) => id);
    expect(blind).toEqual([]);
  });

  it('blames a search for a fault of its parameter, and nothing of another type', () => {
    for (const { fault, turned } of golden) {
      const about =
        /^search-(?:ignores|drops|system-token-broken|comparator-reversed):(\w+)\.([\w-]+)/.exec(
          fault,
        );
      if (about === null) continue;
      const [, type = '', param = ''] = about;
      for (const id of turned) {
        expect(id, fault).toMatch(
          new RegExp(`^(uscore\\.|smart\\.)[^.]*\\.?.*${type.toLowerCase()}`),
        );
        if (id.includes('.search.')) expect(id.split('.search.')[1], fault).toContain(param);
      }
    }
  });
});
