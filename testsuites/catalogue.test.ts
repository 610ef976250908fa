import { describe, expect, it } from 'vitest';
import { checkConfig, ConfigError } from '../core/parse-config.ts';
import { parseSuite, planRun, suiteIds } from './catalogue.ts';
import { packVersions } from './pack-catalogue.ts';

const configOf = (extra: object = {}) =>
  checkConfig({ target: { fhirBaseUrl: 'https://ehr.example.com/fhir' }, ...extra });

describe('the plan', () => {
  it.each(suiteIds)('%s has checks in every group that it keeps, each id once', (suite) => {
    const plan = planRun(configOf({ suites: [suite] }));
    const ids = plan.checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const group of plan.groups) {
      expect(
        plan.checks.some((check) => check.group === group.id),
        group.id,
      ).toBe(true);
    }
  });

  it.each(packVersions)('suite us-core plans US Core %s', (usCore) => {
    const plan = planRun(configOf({ suites: ['us-core'], options: { usCore } }));
    expect(plan.checks.length).toBeGreaterThan(500);
    expect(plan.criteria).toEqual([]);
  });

  it('is the same each time', () => {
    const ids = () => planRun(configOf()).checks.map(({ id, level, title }) => [id, level, title]);
    expect(ids()).toEqual(ids());
  });

  it('counts what a selection leaves out', () => {
    const all = planRun(configOf()).unplanned.reduce((sum, { count }) => sum + count, 0);
    const few = planRun(configOf(), { only: ['capability'] }).unplanned;
    expect(few.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(all);
  });

  it.each([
    [{ suites: ['none'] }, /suites: "none" is not a suite; there are "g10", "security", "us-core"/],
    [{ options: { usCore: '3.1.1' } }, /options\.usCore: "3\.1\.1" is not offered by suite g10/],
    [{ options: { smart: '1.0.0' } }, /options\.smart: "1\.0\.0"/],
  ])('refuses %j', (extra, message) => {
    expect(() => planRun(configOf(extra))).toThrow(message);
  });
});

describe('a suite', () => {
  const good = {
    id: 'mine',
    title: 'Mine',
    options: { usCore: [], smart: [], bulk: [] },
    groups: [{ id: 'a', title: 'A', about: 'About.', builder: 'capability' }],
    criteria: 'none',
    overrides: [],
  };

  it('is taken when it fits its schema', () => {
    expect(parseSuite(good, 'mine.json').id).toBe('mine');
  });

  it.each([
    [{ ...good, groups: [{ ...good.groups[0], builder: 'magic' }] }, /groups\.a\.builder "magic"/],
    [{ ...good, colour: 'red' }, /must NOT have additional properties/],
    [{ ...good, overrides: [{ check: '*', omit: true }] }, /reason/],
  ])('is refused otherwise', (suite, message) => {
    expect(() => parseSuite(suite, 'mine.json')).toThrow(ConfigError);
    expect(() => parseSuite(suite, 'mine.json')).toThrow(message);
  });
});
