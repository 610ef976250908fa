import { describe, expect, it } from 'vitest';
import { httpClient } from '../adapters/http/client.ts';
import { resolveSecret } from '../adapters/secrets.ts';
import { systemClock } from '../adapters/clock.ts';
import { gatherRun, judgeRun } from '../core/engine.ts';
import { checkConfig } from '../core/parse-config.ts';
import { startSandbox } from '../sandbox/server.ts';
import { mustSupportChecks } from '../testsuites/must-support/index.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { memoryStores } from './detection.ts';

/** All must-support checks of a version's pack against the sandbox, and nothing else. */
async function shown(usCore: '6.1.0' | '7.0.0', faults: readonly string[] = []) {
  const sandbox = await startSandbox({ usCore, faults });
  const given = checkConfig(sandbox.config);
  const config = { ...given, options: { ...given.options, usCore } };
  const http = httpClient(config.target);
  try {
    const pack = packRows(usCore);
    const checks = pack.profiles.flatMap((profile) =>
      mustSupportChecks({ config, pack, profile }, profile.id),
    );
    const plan = { suites: [], groups: [], criteria: [], unplanned: [], checks };
    const { gathering, journal } = await gatherRun('run', config, plan, {
      ...memoryStores(),
      clock: systemClock,
      http,
      resolveSecret,
      randomSeed: () => 'seed',
    });
    return judgeRun({
      runId: 'run',
      config,
      plan,
      journal,
      evidence: gathering.evidence,
      startedAt: '2026-03-01T12:00:00Z',
      finishedAt: '2026-03-01T12:00:00Z',
      status: 'finished',
      toolVersion: '0',
    });
  } finally {
    await http.close();
    await sandbox.close();
  }
}

describe('the patients of the sandbox between them', () => {
  it.each(['6.1.0', '7.0.0'] as const)('show all that US Core %s must support', async (usCore) => {
    const { checks } = await shown(usCore);
    expect(checks.length).toBeGreaterThan(550);
    const lacking = checks.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'omit');
    expect(lacking.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
    const omitted = checks.filter(({ verdict }) => verdict === 'omit');
    expect(omitted.every(({ id }) => id.includes('.waived.'))).toBe(true);
  });
});

const notShown = async (fault: string): Promise<readonly string[]> =>
  (await shown('6.1.0', [fault])).checks
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'omit')
    .map(({ id, verdict }) => `${verdict} ${id}`);

describe('what an EHR never shows is found missing, and nothing else', () => {
  it.each([
    ['must-support-dropped:Patient.name.suffix', ['skip uscore.patient.must-support.name.suffix']],
    [
      'must-support-dropped:Patient.extension:us-core-race',
      ['skip uscore.patient.must-support.extension.race'],
    ],
    [
      'must-support-dropped:Encounter.reasonCode|reasonReference',
      ['skip uscore.encounter.must-support.choice.reasonCode|reasonReference'],
    ],
    ['must-support-dropped:Specimen.type', ['skip uscore.specimen.must-support.type']],
    [
      'code-without-system:DocumentReference.category',
      ['skip uscore.documentreference.must-support.slice.category:uscore'],
    ],
    [
      'code-without-system:Provenance.agent.type',
      [
        'skip uscore.provenance.must-support.agent:ProvenanceAuthor.type',
        'skip uscore.provenance.must-support.agent:ProvenanceTransmitter.type',
        'skip uscore.provenance.must-support.slice.agent:ProvenanceAuthor',
        'skip uscore.provenance.must-support.slice.agent:ProvenanceTransmitter',
      ],
    ],
  ])('%s', async (fault, expected) => {
    expect(await notShown(fault)).toEqual(expected);
  });
});
