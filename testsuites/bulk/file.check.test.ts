import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { type AnsweredExchange, isAnswered, type NoAnswerReason } from '../../core/exchange.ts';
import type { JsonValue } from '../../core/json.ts';
import { exportOf, lines } from '../../test/bulk-files.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { groupMembers, profilePerLine, references, twoPatients } from './content.check.ts';
import {
  errorFiles,
  fileContentType,
  fileCount,
  fileEncoding,
  fileNdjson,
  fileRedirect,
} from './file.check.ts';
import type { FileRead, FilesRead } from './files.probe.ts';
import { typeConformant, typeMustSupport, typePresent } from './resource.check.ts';

const context = fakeContext();

const patient = (id: string, change: object = {}) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'urn:example', value: id }],
  name: [{ family: 'Voss' }],
  gender: 'female',
  ...change,
});
const goal = (id: string, of: string) => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text: 'Walk' },
  startDate: '2026-01-01',
  subject: { reference: `Patient/${of}` },
});

const two = { Patient: lines(patient('a'), patient('b')) };
const none = exportOf({});
const membersKnown = fakeContext(fakeConfig({ bulk: { group: 'g', members: ['a', 'b'] } }));
const broken = 'broke off after 20 bytes: aborted';

describe('label of files', () => {
  testCheck(fileContentType(context), server, [
    ['as it should be', { read: exportOf(two) }, 'pass'],
    [
      'with a parameter',
      { read: exportOf(two, { contentType: 'application/fhir+ndjson; charset=utf-8' }) },
      'pass',
    ],
    ['JSON', { read: exportOf(two, { contentType: 'application/json' }) }, 'fail', 'Content-Type'],
    ['no file', { read: none }, 'skip'],
  ]);
});

describe('lines of files', () => {
  testCheck(fileNdjson(context), server, [
    ['as they should be', { read: exportOf(two) }, 'pass'],
    [
      'a blank line at the end',
      { read: exportOf({ Patient: `${lines(patient('a'))}\n` }) },
      'pass',
    ],
    [
      'a blank line between',
      { read: exportOf({ Patient: `${lines(patient('a'))}\n${lines(patient('b'))}` }) },
      'fail',
      '',
    ],
    ['no JSON', { read: exportOf({ Patient: '{"resourceType"\n' }) }, 'fail', ''],
    [
      'two on a line',
      { read: exportOf({ Patient: lines(patient('a')).trim().repeat(2) }) },
      'fail',
      '',
    ],
    ['another type', { read: exportOf({ Patient: lines(goal('g', 'a')) }) }, 'fail', ''],
    ['no id', { read: exportOf({ Patient: lines({ resourceType: 'Patient' }) }) }, 'fail', ''],
    ['one twice', { read: exportOf({ Patient: lines(patient('a'), patient('a')) }) }, 'fail', ''],
    ['broken off', { read: exportOf(two, { truncated: broken }) }, 'fail', ''],
    [
      'a byte order mark',
      { read: exportOf({ Patient: `\ufeff${lines(patient('a'))}` }) },
      'warn',
      '',
    ],
    ['CR LF', { read: exportOf({ Patient: lines(patient('a')).replace('\n', '\r\n') }) }, 'pass'],
    ['nothing in it', { read: exportOf({ Patient: '' }) }, 'pass'],
    ['no file', { read: none }, 'skip'],
  ]);
});

describe('counts of the manifest', () => {
  testCheck(fileCount(context), server, [
    ['right', { read: exportOf(two, { count: 2 }) }, 'pass'],
    ['wrong', { read: exportOf(two, { count: 3 }) }, 'fail', 'output.count'],
    [
      'wrong, of a file that broke off',
      { read: exportOf(two, { count: 3, truncated: broken }) },
      'pass',
    ],
    ['none', { read: exportOf(two) }, 'omit'],
    ['less than none', { read: counted(-1) }, 'fail', 'output[0].count'],
    ['a text', { read: counted('2') }, 'fail', 'output[0].count'],
    ['without bounds', { read: counted(1e308) }, 'fail', 'output.count'],
  ]);
});

/** The files of the manifest as they are read, with what stands there for a count. */
function counted(count: JsonValue): FilesRead {
  const read = exportOf(two, typeof count === 'number' ? { count } : {});
  const output = [{ type: 'Patient', url: read.files[0]?.url ?? '', count }];
  return { ...read, manifest: { ...read.manifest, json: { ...read.manifest.json, output } } };
}

describe('coding of files', () => {
  const coded = (coding: string, truncated?: string): FilesRead => {
    const read = exportOf(two, truncated === undefined ? {} : { truncated });
    const files = read.files.map((file) => {
      if (!isAnswered(file.exchange)) return file;
      const { response } = file.exchange;
      const headers = [...response.headers, ['Content-Encoding', coding] as const];
      return { ...file, exchange: { ...file.exchange, response: { ...response, headers } } };
    });
    return { ...read, files };
  };
  testCheck(fileEncoding(context), server, [
    ['none', { read: exportOf(two) }, 'pass'],
    ['gzip', { read: coded('GZIP') }, 'pass'],
    ['one that nobody asked for', { read: coded('zstd') }, 'fail', 'Content-Encoding'],
    [
      'gzip that is none',
      { read: coded('gzip', 'could not be decoded as gzip after 10 bytes: incorrect header') },
      'fail',
      'Content-Encoding',
    ],
    ['a connection that broke off', { read: coded('gzip', broken) }, 'pass'],
    ['no file', { read: none }, 'skip'],
  ]);
  it('is told once, and not line by line', () => {
    const judgement = fileNdjson(context).judge({ read: coded('zstd') }, server);
    expect(judgement).toMatchObject({
      kind: 'judged',
      findings: [{ message: expect.stringContaining('Content-Encoding: zstd') }],
    });
  });
});

describe('files that were not reached', () => {
  const unreached = (reason: NoAnswerReason): FilesRead => {
    const read = exportOf(two);
    const files = read.files.map(({ outcome: _none, ...file }): FileRead => {
      const { response: _gone, ...exchange } = file.exchange as AnsweredExchange;
      const noAnswer = { reason, detail: 'why' };
      return { ...file, exchange: { ...exchange, noAnswer } };
    });
    return { ...read, files };
  };
  it.each([
    ['dns', 'unjudged'],
    ['timeout', 'unjudged'],
    ['refused-address', 'unjudged'],
    ['protocol', 'judged'],
  ] as const)('by %s are %s', (reason, kind) => {
    const read = unreached(reason);
    expect(fileNdjson(context).judge({ read }, server)).toMatchObject({ kind });
    expect(groupMembers(membersKnown).judge({ read }, server).kind).toBe('skipped');
  });
  it('or had expired, or were not given the token, are unjudged', () => {
    const read = exportOf(two);
    const files = read.files.map(({ outcome: _none, ...file }) => ({ ...file, excuse: 'late' }));
    const judgement = fileNdjson(context).judge({ read: { ...read, files } }, server);
    expect(judgement).toMatchObject({ kind: 'unjudged', reason: expect.stringContaining('late') });
  });
});

describe('redirects of files', () => {
  const redirected = (truncated?: string) => {
    const read = exportOf(two, truncated === undefined ? {} : { truncated });
    return { read: { ...read, files: read.files.map((file) => ({ ...file, redirects: 1 })) } };
  };
  const definition = { ...fileRedirect(context), level: 'SHALL' as const };
  testCheck(definition, server, [
    ['that lead to the file', redirected(), 'pass'],
    ['that lead to half of it', redirected(broken), 'fail', ''],
    ['none', { read: exportOf(two) }, 'omit'],
  ]);
});

describe('error files', () => {
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'x' }] };
  testCheck(errorFiles(context), server, [
    ['of outcomes', { read: exportOf({ OperationOutcome: lines(outcome, outcome) }) }, 'pass'],
    ['of patients', { read: exportOf({ OperationOutcome: lines(patient('a')) }) }, 'fail', ''],
    [
      'broken off',
      { read: exportOf({ OperationOutcome: lines(outcome) }, { truncated: broken }) },
      'fail',
      '',
    ],
  ]);
});

describe('lines against their profile', () => {
  const odd = exportOf({ Patient: lines(patient('a', { gender: 'purple' })) });
  const unread = fakeConfig({ bulk: { group: 'g', linesToValidate: 0 } });
  testCheck(profilePerLine(context), server, [
    ['conforming', { read: exportOf(two) }, 'pass'],
    ['not conforming', { read: odd }, 'fail', 'Patient.gender'],
    ['none validated', { read: exportOf(two, { config: unread }) }, 'skip'],
    ['no file', { read: none }, 'skip'],
  ]);
  testCheck(typeConformant(context), { type: 'Patient', isOptional: false }, [
    ['conforming', { read: exportOf(two) }, 'pass'],
    ['not conforming', { read: odd }, 'fail', 'Patient.gender'],
    ['no such type', { read: none }, 'skip'],
  ]);
});

describe('types of the guide', () => {
  const present = { ...typePresent(context), level: 'SHALL' as const };
  it('skips where there is none', () => {
    expect(present.judge({ read: none }, { type: 'Patient', isOptional: false }).kind).toBe(
      'skipped',
    );
    expect(present.judge({ read: none }, { type: 'Location', isOptional: true }).kind).toBe(
      'omitted',
    );
    expect(
      present.judge({ read: exportOf(two) }, { type: 'Patient', isOptional: false }).kind,
    ).toBe('judged');
  });
  it('adds up over files what is must-support, and says what is missing', () => {
    const row = { type: 'Goal', isOptional: false };
    const some = typeMustSupport(context).judge(
      { read: exportOf({ Goal: lines(goal('g', 'a')) }) },
      row,
    );
    expect(some).toMatchObject({
      kind: 'skipped',
      reason: expect.stringContaining('target (goal)'),
    });
    const full = { ...goal('h', 'a'), target: [{ dueDate: '2026-05-05' }] };
    const read = exportOf({ Goal: lines(goal('g', 'a')), Patient: two.Patient });
    const other = exportOf({ Goal: lines(full) });
    const together = { ...read, files: [...read.files, ...other.files] };
    expect(typeMustSupport(context).judge({ read: together }, row).kind).toBe('judged');
  });
});

describe('patients of the group', () => {
  testCheck(twoPatients(context), server, [
    ['two', { read: exportOf(two) }, 'pass'],
    ['one', { read: exportOf({ Patient: lines(patient('a')) }) }, 'fail', 'Patients'],
    [
      'one twice',
      { read: exportOf({ Patient: lines(patient('a'), patient('a')) }) },
      'fail',
      'Patients',
    ],
    ['none', { read: none }, 'skip'],
  ]);
  const bulk = { group: 'g', members: ['a', 'b'] };
  const stated = fakeContext(fakeConfig({ bulk }));
  const withMembers = (files: Record<string, string>) => ({
    read: exportOf(files, { config: { bulk } }),
  });
  testCheck(groupMembers(stated), server, [
    ['all and nobody else', withMembers(two), 'pass'],
    ['one missing', withMembers({ Patient: lines(patient('a')) }), 'fail', 'Group'],
    [
      'another beside',
      withMembers({ Patient: lines(patient('a'), patient('b'), patient('c')) }),
      'fail',
      '',
    ],
    ['a resource of another', withMembers({ ...two, Goal: lines(goal('g', 'c')) }), 'warn', ''],
    ['no patient', withMembers({ Goal: lines(goal('g', 'a')) }), 'skip'],
  ]);
});

describe('references within the export', () => {
  testCheck(references(context), server, [
    ['that lead to a line', { read: exportOf({ ...two, Goal: lines(goal('g', 'a')) }) }, 'pass'],
    ['that lead nowhere', { read: exportOf({ ...two, Goal: lines(goal('g', 'x')) }) }, 'warn', ''],
    [
      'to what need not come',
      {
        read: exportOf({
          Patient: lines(patient('a', { managingOrganization: { reference: 'Organization/1' } })),
        }),
      },
      'pass',
    ],
    ['no file', { read: none }, 'skip'],
  ]);
});
