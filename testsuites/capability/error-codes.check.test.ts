import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { errorCodes } from './error-codes.check.ts';

const answers = (invalid: number, unknown: number, unauthorized?: number) => ({
  answers: {
    invalidParameter: reply(invalid),
    unknownResource: reply(unknown),
    ...(unauthorized === undefined ? {} : { unauthorized: reply(unauthorized) }),
  },
});

const PARAMETER = 'Patient search by a birthdate that is no date';
const RESOURCE = 'Read of a resource that is not there';
const TOKEN = 'Patient read without a token';

describe('error-codes', () => {
  testCheck(errorCodes(fakeContext()), server, [
    ['as agreed', answers(400, 404, 401), 'pass'],
    ['gone, forbidden', answers(400, 410, 403), 'pass'],
    ['an open server', answers(400, 404), 'pass'],
    ['parameter ignored', answers(200, 404, 401), 'fail', PARAMETER],
    ['resource made up', answers(400, 200, 401), 'fail', RESOURCE],
    ['the token refused', answers(403, 404, 401), 'skip'],
    ['server errors', answers(500, 500, 500), 'fail', PARAMETER, RESOURCE, TOKEN],
  ]);

  it('says what an open server was not asked', () => {
    const noteOf = (evidence: ReturnType<typeof answers>) =>
      JSON.stringify(errorCodes(fakeContext()).judge(evidence, server));
    expect(noteOf(answers(400, 404))).toContain('401 and 403 were not tried');
    expect(noteOf(answers(400, 404, 401))).toContain('and missing token');
  });
});
