import { describe, expect, it } from 'vitest';
import {
  type Check,
  defineCheck,
  type Judgement,
  judged,
  omit,
  planCheck,
  server,
  skip,
} from './check.ts';
import { criteriaOf, summaryOf } from './assemble.ts';
import { groupCauses } from './causes.ts';
import { differs } from './finding.ts';
import { judgeCheck } from './judge.ts';
import { globMatcher, overridden, selected } from './plan.ts';
import { defineProbe, failedToGather, lacking, notAsked } from './probe.ts';
import { readinessOf, worst } from './verdict.ts';

const thing = defineProbe({ id: 'thing', needs: {}, gather: async () => 1 });

const checkOf = (judge: () => Judgement, extra: Partial<Check> = {}): Check => ({
  ...planCheck(
    'g',
    'p',
    defineCheck({
      id: 'c',
      title: 'It does',
      failureTitle: 'It does not',
      remedy: 'Make it do.',
      level: 'SHALL',
      citations: ['1(a)(1)'],
      requirements: ['r'],
      needs: { thing },
      judge,
    }),
    server,
  ),
  ...extra,
});

const found = differs('Patient.birthDate', { expected: 'a date', received: '"x"', exchange: 3 });
const evidence = new Map<string, unknown>([['thing', 1]]);
const none = { waivers: [] };
const verdictOf = (check: Check, brought = evidence, config = none): string =>
  judgeCheck(check, brought, config, '2026-11-01').result.verdict;

describe('verdicts', () => {
  it.each([
    ['nothing found', judged([]), 'SHALL', 'pass'],
    ['an error under SHALL', judged([found]), 'SHALL', 'fail'],
    ['an error under SHOULD', judged([found]), 'SHOULD', 'warn'],
    ['an error under MAY', judged([found]), 'MAY', 'pass'],
    ['a warning', judged([{ ...found, severity: 'warning' }]), 'SHALL', 'warn'],
    ['a note', judged([{ ...found, severity: 'information' }]), 'SHALL', 'pass'],
    ['a skip', skip('no data'), 'SHALL', 'skip'],
    ['an omission', omit('not offered'), 'SHALL', 'omit'],
    ['our fault', { kind: 'unjudged', reason: 'cut' }, 'SHALL', 'error'],
    ['a question', { kind: 'attestable', question: '?' }, 'SHALL', 'attest'],
    [
      'an answered question',
      { kind: 'attestable', question: '?', attestation: { by: 'a', on: 'b', text: 'c' } },
      'SHALL',
      'pass',
    ],
  ] as const)('%s', (_case, judgement, level, verdict) => {
    expect(verdictOf(checkOf(() => judgement, { level }))).toBe(verdict);
  });

  it('takes a lacking need for what it is', () => {
    const check = checkOf(() => judged([]));
    expect(verdictOf(check, new Map([['thing', lacking('none')]]))).toBe('skip');
    expect(verdictOf(check, new Map([['thing', notAsked('no')]]))).toBe('omit');
    expect(verdictOf(check, new Map([['thing', failedToGather('cut')]]))).toBe('error');
    expect(verdictOf(check, new Map())).toBe('skip');
  });

  it('takes an exception while judging for a fault of ours', () => {
    const check = checkOf(() => {
      throw new Error('oops');
    });
    expect(judgeCheck(check, evidence, none, '2026-11-01').result).toMatchObject({
      verdict: 'error',
      message: 'Assay failed while judging: oops',
    });
  });

  it('honours a waiver until it expires, for failures alone', () => {
    const waivers = [{ check: 'p.*', reason: 'known', expires: '2026-11-01' }];
    const check = checkOf(() => judged([found]));
    expect(verdictOf(check, evidence, { waivers } as never)).toBe('waived');
    expect(judgeCheck(check, evidence, { waivers }, '2026-11-02').result.verdict).toBe('fail');
    expect(
      verdictOf(
        checkOf(() => skip('none')),
        evidence,
        { waivers } as never,
      ),
    ).toBe('skip');
  });

  it('says what is wrong, where it is shown and what would mend it', () => {
    const { result } = judgeCheck(
      checkOf(() => judged([found])),
      evidence,
      none,
      '2026-11-01',
    );
    expect(result).toMatchObject({
      id: 'p.c',
      message: 'It does not: Patient.birthDate: expected a date, received "x".',
      exchanges: [3],
      findings: [{ remedy: 'Make it do.' }],
    });
  });
});

describe('rolling up', () => {
  it('takes the worst, and nothing for nothing shown', () => {
    expect(worst(['pass', 'skip', 'fail'])).toBe('fail');
    expect(worst(['pass', 'warn', 'omit'])).toBe('warn');
    expect(worst([])).toBe('skip');
  });

  it.each([
    [['pass', 'warn', 'omit'], 'ready'],
    [['pass', 'waived'], 'not-ready'],
    [['pass', 'fail', 'skip'], 'not-ready'],
    [['pass', 'skip'], 'not-demonstrated'],
    [['pass', 'error'], 'not-demonstrated'],
    [['pass', 'attest'], 'not-demonstrated'],
    [['omit'], 'not-demonstrated'],
    [[], 'not-demonstrated'],
  ] as const)('%j is %s', (verdicts, readiness) => {
    expect(readinessOf(verdicts)).toBe(readiness);
  });

  it('counts what stands under a paragraph, advice apart', () => {
    const result = (verdict: 'pass' | 'fail', citation: string, advice = false) => ({
      ...judgeCheck(
        checkOf(() => judged([]), { citations: [citation] }),
        evidence,
        none,
        '',
      ).result,
      verdict,
      advice,
    });
    const criteria = [{ citation: '1(a)', title: 'A' }];
    const [criterion] = criteriaOf({ criteria, unplanned: [] }, [
      result('pass', '1(a)'),
      result('pass', '1(a)(1)'),
      result('fail', '1(a)', true),
      result('fail', '1(ab)'),
    ]);
    expect(criterion).toMatchObject({ readiness: 'ready', summary: { pass: 2, fail: 0 } });
    const [gapped] = criteriaOf({ criteria, unplanned: [{ citation: '1(a)(2)', count: 3 }] }, [
      result('pass', '1(a)'),
    ]);
    expect(gapped?.readiness).toBe('not-demonstrated');
    expect(summaryOf([{ verdict: 'skip' }, { verdict: 'skip' }]).skip).toBe(2);
  });
});

describe('causes', () => {
  it('are one for the same fault in many places', () => {
    const at = (id: string, resource: string) =>
      judgeCheck(
        checkOf(
          () => judged([{ ...found, resource, expression: `Patient.name[${id.length}].family` }]),
          { id },
        ),
        evidence,
        none,
        '',
      );
    const { causes, checks } = groupCauses([at('a', 'Patient/1'), at('bb', 'Patient/2')]);
    expect(causes).toMatchObject([{ id: 'c1', checks: ['a', 'bb'], resources: 2 }]);
    expect(checks.every(({ findings }) => findings[0]?.cause === 'c1')).toBe(true);
  });

  const finding = (id: string, message: string, expression = 'Bundle.entry') =>
    judgeCheck(
      checkOf(() => judged([{ severity: 'error', message, expression }]), { id }),
      evidence,
      none,
      '',
    );

  it.each([
    [
      'a search that is refused for one reason, whatever its values',
      'Goal?description=1&patient=85: HTTP status: expected 200, received 400. The server says: "Unknown parameter "description"".',
      'Goal?description=urn:x|2: HTTP status: expected 200, received 400. The server says: "Unknown parameter "description"".',
    ],
    [
      'a parameter that is not heeded, whatever comes',
      'Goal.status: expected a match for status=active, received "done".',
      'Goal.status: expected a match for status=done, received no such element.',
    ],
    [
      'patients that are not told apart, whatever the type',
      'Goal.subject: expected a match for patient=85, received {"reference":"Patient/1"}.',
      'Device.patient: expected a match for patient=355, received no such element.',
    ],
    [
      'a date by which nothing is found, whatever the comparator',
      'Bundle.entry: expected Goal/1, which matches date=gt2020&patient=85 and was returned in exchange 1, received 0 matches without it.',
      'Bundle.entry: expected Goal/2, from which the values of date=lt2026-01-01T00:00:00Z&patient=9 were taken, received 1 matches without it.',
    ],
    [
      'profiles that are declared of no type',
      'rest.resource.where(type=\'Goal\').supportedProfile: expected "a", received no profile.',
      'rest.resource.where(type=\'Device\').supportedProfile: expected "b", received no profile.',
    ],
  ])('are one for %s', (_case, first, second) => {
    const [path = ''] = first.split(': ');
    const [other = ''] = second.split(': ');
    const { causes } = groupCauses([finding('a', first, path), finding('b', second, other)]);
    expect(causes.map(({ checks }) => checks)).toEqual([['a', 'b']]);
  });

  it.each([
    [
      'refusals for other reasons',
      'Goal?a=1: HTTP status: expected 200, received 400. The server says: "Unknown parameter "a"".',
      'Goal?b=1: HTTP status: expected 200, received 400. The server says: "Unknown parameter "b"".',
    ],
    [
      'other parameters by which nothing is found',
      'Bundle.entry: expected Goal/1, which matches date=gt2020&patient=85 and was returned in exchange 1, received 0 matches without it.',
      'Bundle.entry: expected Goal/1, which matches status=done&patient=85 and was returned in exchange 1, received 0 matches without it.',
    ],
  ])('are two for %s', (_case, first, second) => {
    expect(groupCauses([finding('a', first), finding('b', second)]).causes).toHaveLength(2);
  });

  it("are told by the server's words where a search is refused", () => {
    const message =
      'Goal?a=1: HTTP status: expected 200, received 400. The server says: "Unknown parameter".';
    expect(groupCauses([finding('a', message)]).causes[0]?.title).toBe(
      'Goal searches are refused: "Unknown parameter".',
    );
  });

  it('are one for what a failed prerequisite took along', () => {
    const brought = new Map([['thing', lacking('No token was issued.')]]);
    const lost = ['a', 'b'].map((id) =>
      judgeCheck(
        checkOf(() => judged([]), { id }),
        brought,
        none,
        '',
      ),
    );
    expect(groupCauses(lost).causes).toMatchObject([
      { title: 'No token was issued.', checks: ['a', 'b'] },
    ]);
  });

  const stumbling = (id: string, obstacle: string, reason = `${id} skips.`) =>
    judgeCheck(
      checkOf(() => skip(reason, 7, obstacle), { id }),
      evidence,
      none,
      '',
    );

  it('are one for what stumbled over the same thing', () => {
    const sentence = 'No Goal was found.';
    const skipped = [
      stumbling('a', sentence),
      stumbling('b', sentence),
      stumbling('c', 'Goal/1'),
      stumbling('d', 'Goal/1'),
      stumbling('e', 'Goal/2'),
    ];
    expect(groupCauses(skipped).causes).toEqual([
      { id: 'c1', title: sentence, checks: ['a', 'b'], resources: 0 },
      { id: 'c2', title: 'c skips.', checks: ['c', 'd'], resources: 0 },
    ]);
  });

  it('are one for a resource that is wrong and what stumbled over it', () => {
    const wrong = judgeCheck(
      checkOf(() => judged([{ ...found, resource: 'Patient/1' }]), { id: 'a' }),
      evidence,
      none,
      '',
    );
    expect(groupCauses([stumbling('b', 'Patient/1'), wrong]).causes).toEqual([
      { id: 'c1', title: found.message, checks: ['a', 'b'], resources: 1 },
    ]);
  });
});

describe('a selection', () => {
  const check = checkOf(() => judged([]));
  const plan = {
    suites: [],
    criteria: [],
    unplanned: [],
    groups: [{ id: 'g', title: 'G', about: '' }],
    checks: [check, { ...check, id: 'p.d.e' }],
  };
  it.each([
    [{ only: ['p.c'] }, ['p.c']],
    [{ only: ['p.*'] }, ['p.c', 'p.d.e']],
    [{ only: ['g'], skip: ['*.e'] }, ['p.c']],
    [{ only: ['{p.c,x}'] }, ['p.c']],
    [{ only: ['p.?'] }, ['p.c']],
    [{ only: ['none'] }, []],
  ])('%j', (selection, ids) => {
    expect(selected(plan, selection).checks.map(({ id }) => id)).toEqual(ids);
  });

  it('takes characters of ids as they are', () => {
    expect(globMatcher('a+b.c')('a+b.c')).toBe(true);
    expect(globMatcher('a+b.c')('aab.c')).toBe(false);
  });

  it('applies the departures of a suite, with their reasons', () => {
    const suite = {
      overrides: [
        { check: 'p.c', omit: true, reason: 'lifted', citation: 'notice' },
        { check: 'p.d*', level: 'SHOULD', reason: 'eased', citation: 'notice' },
      ],
    };
    const [first, second] = overridden(plan.checks, suite as never);
    expect(first?.judge({})).toEqual({ kind: 'omitted', reason: 'lifted (notice)' });
    expect(second?.level).toBe('SHOULD');
  });
});
