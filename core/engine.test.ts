import { expect, it } from 'vitest';
import { answered } from '../test/evidence.ts';
import { unanswered } from '../test/us-core-evidence.ts';
import { unreachableReason } from './engine.ts';
import { Journal } from './journal.ts';

const BASE = 'https://ehr.example.org/fhir';
const at = (status: number, path: string) => answered(status, {}, {}, { url: `${BASE}/${path}` });

it.each([
  ['nothing was asked', [], undefined],
  ['nothing was answered', [unanswered()], 'no answer in time'],
  ['something was', [unanswered(), at(500, 'Patient/85')], undefined],
  ['the first read was refused', [at(200, 'metadata'), at(401, 'Patient/85')], 'HTTP 401'],
  ['it was refused for another reason', [at(403, 'Patient/85')], undefined],
  ['others were not', [at(401, 'Patient/85'), at(200, 'Patient/85')], undefined],
  [
    'nothing was read',
    [at(200, 'metadata'), at(200, '.well-known/smart-configuration')],
    undefined,
  ],
])('a target is unreachable or not where %s', (_case, entries, reason) => {
  const told = unreachableReason(new Journal(entries));
  if (reason === undefined) expect(told).toBeUndefined();
  else expect(told).toContain(reason);
});
