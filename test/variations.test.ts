import { describe, expect, it } from 'vitest';
import { serverWith, traitsOf } from '../sandbox/random-server.ts';
import { variations } from '../sandbox/variations.ts';
import { idsOf, runSandbox } from './detection.ts';
import { hurried, judgeServer, NOT_GOOD } from './variation-runs.ts';

const ABOUT_DATA = ['capability', 'uscore.*', 'notes.*', 'screening.*'];

const needsStatus = variations
  .map(({ id }) => id)
  .filter((id) => id.startsWith('status-required:'));

/** Variations that one server can have together; each is in one of these. */
const COMBINATIONS: readonly string[][] = [
  [
    'absolute-references',
    'outcome-entries',
    'no-etag',
    'extra-extensions',
    'rotating-refresh-tokens',
    'bulk-capability-urls',
    'bulk-polls-limited',
    'bulk-error-file',
    'cors-origin-echoed',
    'revocation-by-page',
    'tls-1.2-only',
  ],
  [
    'small-pages',
    'strong-etag',
    'shuffled-properties',
    'other-zones',
    'deceased-patients',
    'bulk-file-redirect',
    'bulk-polls-fail-at-times',
    'bulk-one-at-a-time',
    'tls-1.3-only',
  ],
  ['contained-resources', 'rate-limited', 'bulk-exports-reused', 'bulk-manifest-pages'],
  ['latency', 'bulk-expires-soon'],
  ['bulk-no-options', ...needsStatus],
];

/** Seeds of random servers; `test/random-servers.ts` tries any number of others. */
const SEEDS = [2, 6, 1008];

async function turnedBy(
  faults: readonly string[],
  only?: readonly string[],
): Promise<{ bad: readonly string[]; applied: ReadonlySet<string> }> {
  const applied = new Set<string>();
  // Only since 2.2 is anything said of apps in browsers.
  const smart = faults.includes('cors-origin-echoed') ? '2.2.0' : '2.0.0';
  const options = { faults, smart, onVaried: (id: string) => applied.add(id) } as const;
  const { results } = await runSandbox(options, hurried, only === undefined ? {} : { only });
  return { bad: idsOf(results, ...NOT_GOOD), applied };
}

describe('a conformant server', () => {
  it.each(['6.1.0', '7.0.0'] as const)(
    'passes everything that is asked of it: %s',
    async (usCore) => {
      const { results } = await runSandbox({ usCore });
      expect(results.checks.length).toBeGreaterThan(1000);
      expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    },
  );

  it('is tried in every way in which it can vary', () => {
    const tried = [...COMBINATIONS.flat(), 'unusual-answers'];
    expect(tried.toSorted()).toEqual(variations.map(({ id }) => id).toSorted());
  });

  it.each(COMBINATIONS)(
    'turns no check by being different: %s and what goes with it',
    async (...ids: string[]) => {
      const { bad, applied } = await turnedBy(ids);
      expect(ids.filter((id) => !applied.has(id))).toEqual([]);
      if (bad.length === 0) return;
      // Only then is each tried alone, so that the culprit is named.
      for (const id of ids)
        expect({ id, ...(await turnedBy([id])) }).toMatchObject({ id, bad: [] });
      expect(bad).toEqual([]);
    },
    180_000,
  );

  it('turns no check by answering in unusual ways', async () => {
    const { bad, applied } = await turnedBy(['unusual-answers'], ABOUT_DATA);
    expect(applied.size).toBe(1);
    expect(bad).toEqual([]);
  }, 60_000);

  it.each(SEEDS)(
    'turns no check, whatever it may choose: seed %i',
    async (seed) => {
      const { bad, applied } = await judgeServer(serverWith(traitsOf(seed), seed));
      expect(bad.map(({ id, verdict }) => `${verdict} ${id}`)).toEqual([]);
      expect(applied.size).toBeGreaterThan(0);
    },
    60_000,
  );

  it.each(['contained-resources', 'deceased-patients', 'absolute-references'])(
    'turns no check of the data of US Core 7.0.0 either: %s',
    async (id) => {
      const { results } = await runSandbox({ usCore: '7.0.0', faults: [id] }, hurried, {
        only: ABOUT_DATA,
      });
      expect(results.checks.length).toBeGreaterThan(1000);
      expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    },
    60_000,
  );

  it('need not have a Medication that can be read by itself', async () => {
    const { results } = await runSandbox({ faults: ['contained-resources'] }, hurried, {
      only: ['medication', 'medicationrequest', 'medicationdispense'],
    });
    const omitted = idsOf(results, 'omit').filter((id) => /medication/.test(id));
    expect(omitted).toEqual(
      expect.arrayContaining([
        'uscore.medication.read',
        'uscore.resource.medication.interaction.vread',
        'uscore.resource.medication.interaction.history-instance',
        'uscore.medicationrequest.search.include-medication',
        'uscore.medicationdispense.search.include-medication',
      ]),
    );
    expect(idsOf(results, 'pass')).toEqual(
      expect.arrayContaining([
        'uscore.medication.conformance.profile',
        'uscore.medication.must-support.code',
        'uscore.medicationrequest.reference.medication[x].any',
      ]),
    );
  });

  it('passes when its tokens live for seconds only', async () => {
    const { results, journal } = await runSandbox(
      { tokenLifetimeSeconds: 2, faults: ['latency'] },
      undefined,
      { only: ['capability', 'standalone-launch', 'token', 'refresh', 'openid', 'patient'] },
    );
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    expect(journal.entries.some(({ key }) => key.startsWith('renewal '))).toBe(true);
  }, 60_000);
});
