import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Detection, detect, faultsInScope } from './detection-matrix.ts';
import { runSandbox } from './detection.ts';
import { BULK_FAULT_TABLE } from './fault-table/bulk.ts';
import { SMART_FAULTS } from './fault-table/smart.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { shortName } from '../testsuites/us-core/requirement-ids.ts';

const { profiles } = packRows('6.1.0');

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden/detection.json'), 'utf8'),
) as Detection[];

/**
 * A fault that cuts a connection or never ends its answer hits whatever comes along; which checks
 * it leaves undisturbed is a matter of timing.
 */
const NOT_EXACT = /^(truncated-body|hung-request|server-errors|endless-body)$/;

const areaOf = new Map(faultsInScope.map(({ id, area }) => [id, area]));
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The tables of test/fault-table run the faults of launches, tokens and exports; of the matrix it is
 * enough to see here that it is not out of date: one fault of each area in turn, by its hash.
 * `DETECTION_SAMPLE=n` takes others.
 */
const SAMPLES = 60;
const salt = process.env['DETECTION_SAMPLE'] ?? '0';

function sampleOf(areaOfFault: (fault: string) => string): readonly Detection[] {
  const areas = Map.groupBy(
    golden.toSorted((one, other) =>
      hashOf(salt + one.fault) < hashOf(salt + other.fault) ? -1 : 1,
    ),
    ({ fault }) => areaOfFault(fault),
  );
  const ofEach = [...areas.values()];
  const deepest = Math.max(...ofEach.map(({ length }) => length));
  return Array.from({ length: deepest }, (_none, depth) => depth)
    .flatMap((depth) => ofEach.map((area) => area[depth]))
    .filter((each) => each !== undefined)
    .slice(0, SAMPLES);
}

const sampled = sampleOf((fault) => areaOf.get(fault) ?? '');

/**
 * Checks that no fault of the sandbox turns; their tables of evidence show that they can fail:
 * optional parameters are accepted or not, never judged.
 */
const WITHOUT_FAULT = [
  /^attestation\.g10\.visual\.clinical-test-scope$/,
  // Words that are not found on a page are left to a person, and fail nobody.
  /^attestation\.g10\.visual\.(authorize-gui|offline-access-notice)$/,
  /^attestation\.smart\.granular\.selection\./,
  // Turned with `bulk.param.since.effect` by `bulk-since-ignored`, where both groups are run.
  /^attestation\.g10\.visual\.bulk-since$/,
];

describe('the detection matrix', () => {
  it('knows every fault in scope', () => {
    expect(golden.map(({ fault }) => fault)).toEqual(faultsInScope.map(({ id }) => id));
  });

  it('samples every area', () => {
    const areas = new Set(sampled.map(({ fault }) => areaOf.get(fault)));
    expect(areas).toEqual(new Set(areaOf.values()));
  });

  it.each(sampled.map((each) => [each.fault, each] as const))('%s', async (fault, expected) => {
    const found = await detect(fault);
    if (NOT_EXACT.test(fault)) expect(found.turned.length + found.lost.length).toBeGreaterThan(0);
    else expect(found).toEqual(expected);
  });

  it('has a fault for every check, here or in the tables, but for those named', async () => {
    const { results } = await runSandbox();
    const noticing = new Set([
      ...golden.flatMap(({ turned, lost }) => [...turned, ...lost]),
      ...Object.keys(SMART_FAULTS),
      ...Object.keys(BULK_FAULT_TABLE),
    ]);
    const blind = results.checks
      .filter(({ verdict, id }) => verdict !== 'omit' && verdict !== 'attest' && !noticing.has(id))
      .map(({ id }) => id)
      .filter((id) => !WITHOUT_FAULT.some((family) => family.test(id)));
    expect(blind).toEqual([]);
  });

  it('blames a search for a fault of its parameter, and nothing of another type', () => {
    const family =
      /^search-(?:ignores|drops|system-token-broken|comparator-reversed):(\w+)\.([\w-]+)/;
    for (const { fault, turned } of golden) {
      const [, type = '', param = ''] = family.exec(fault) ?? [];
      if (type === '') continue;
      const own = [
        `uscore.resource.${type.toLowerCase()}.`,
        ...profiles
          .filter((profile) => profile.type === type)
          .map(({ id }) => `uscore.${shortName(id)}.`),
      ];
      for (const id of turned) {
        expect(
          own.some((prefix) => id.startsWith(prefix)),
          `${fault}: ${id}`,
        ).toBe(true);
        const [, search] = id.split('.search.');
        // Bundles, includes and the demand for a status are about no parameter of their own.
        if (search === undefined || /^(bundle|include|status)/.test(search)) continue;
        expect(search, `${fault}: ${id}`).toContain(param);
      }
    }
  });
});
