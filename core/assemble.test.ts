import { expect, it } from 'vitest';
import { assembleResults } from './assemble.ts';
import type { JudgedCheck } from './judge.ts';

const skipped = (id: string, load: string | undefined, advice = false): JudgedCheck => ({
  result: {
    id,
    title: id,
    group: 'g',
    level: 'SHALL',
    citations: [],
    requirements: [`${id}-requirement`],
    verdict: 'skip',
    message: 'Nothing was found.',
    findings: [],
    exchanges: [],
    durationMs: 0,
    ...(advice ? { advice: true } : {}),
  },
  ...(load === undefined ? {} : { guide: { load, example: { resourceType: 'Patient' } } }),
});

const plan = { suites: [], groups: [], checks: [], criteria: [], unplanned: [] };

const run = {
  id: 'r',
  startedAt: '2026-03-01T12:00:00Z',
  finishedAt: '2026-03-01T12:00:00Z',
  status: 'finished',
  suites: [],
  options: { usCore: '6.1.0', smart: '2.0.0', bulk: '2.0.0' },
  target: { name: 'ehr', fhirBaseUrl: 'https://ehr.example.org' },
  requests: 0,
  bytes: 0,
} as const;

it('tells once what to load, first for what certification asks', () => {
  const judged = [
    skipped('advice', 'Load A.', true),
    skipped('first', 'Load B.'),
    skipped('second', 'Load B.'),
    skipped('no-guide', undefined),
    skipped('third', 'Load A.'),
  ];
  const { dataGuide } = assembleResults(plan, judged, { run, toolVersion: '0' });
  const example = { resourceType: 'Patient' };
  expect(dataGuide).toEqual([
    { requirement: 'first-requirement', load: 'Load B.', example },
    { requirement: 'third-requirement', load: 'Load A.', example },
  ]);
});
