import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { deletedResource } from './deleted-resource.check.ts';

const GONE = 'AllergyIntolerance/gone';
const READ = `Read of ${GONE}, which was deleted`;
const context = fakeContext();
const named = { ...context, config: { ...context.config, deletedResource: GONE } };

const answered = (status?: number) => ({
  answers: {
    invalidParameter: reply(400),
    unknownResource: reply(404),
    ...(status === undefined ? {} : { deletedResource: reply(status) }),
  },
});

describe('deleted-resource', () => {
  testCheck(deletedResource(named), server, [
    ['gone', answered(410), 'pass'],
    ['not tracked', answered(404), 'pass'],
    ['still served', answered(200), 'fail', READ],
    ['a server error', answered(500), 'fail', READ],
    ['no right to ask', answered(403), 'skip'],
  ]);
  it('is left out where the configuration names none', () => {
    const judgement = deletedResource(context).judge(answered(), server);
    expect(judgement.kind).toBe('omitted');
  });
});
