import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../core/config.ts';
import { variations } from '../sandbox/variations.ts';
import { idsOf, runSandbox } from './detection.ts';
import { groupsFor, typeOfFault } from './detection-matrix.ts';

const NOT_GOOD = ['fail', 'warn', 'skip', 'error'];

/** A variation of one type is looked at as a fault of that type is. */
const groupsOfType = (id: string): readonly string[] => groupsFor(`read-404:${typeOfFault(id)}`);

const ABOUT_DATA = ['capability', 'uscore.*', 'notes.*', 'screening.*'];

/** Many at once, so that a thousand slow answers do not take minutes. */
const hurried = (config: RunConfig): RunConfig => ({
  ...config,
  target: { ...config.target, concurrency: 32 },
});

describe('a conformant server', () => {
  it.each(['6.1.0', '7.0.0'] as const)(
    'passes everything that is asked of it: %s',
    async (usCore) => {
      const { results } = await runSandbox({ usCore });
      expect(results.checks.length).toBeGreaterThan(1000);
      expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    },
  );

  it.each(variations.map(({ id, what }) => [id, what]))(
    'turns no check by being different: %s (%s)',
    async (id) => {
      const type = typeOfFault(id) === undefined ? {} : { only: groupsOfType(id) };
      const selection = id === 'unusual-answers' ? { only: ABOUT_DATA } : type;
      const { results } = await runSandbox({ faults: [id] }, hurried, selection);
      expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
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
