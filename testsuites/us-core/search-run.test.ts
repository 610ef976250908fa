import { expect, it } from 'vitest';
import type { ProbeIo } from '../../core/probe.ts';
import { answeredFhir } from '../../test/evidence.ts';
import { searchset } from '../../test/us-core-evidence.ts';
import { searchEveryStatus, searchWithStatus } from './search-run.ts';

const TARGET = { base: 'https://ehr.example.org/fhir', context: 'app' };
const status = { name: 'status', values: ['active', 'completed', 'stopped', 'unknown'] };
const params = [['patient', '85']] as const;
const refusing = (diagnostics: string) =>
  answeredFhir(400, { resourceType: 'OperationOutcome', issue: [{ diagnostics }] });
const finding = (...ids: readonly string[]) =>
  answeredFhir(200, searchset(ids.map((id) => ({ resourceType: 'Goal', id }))));

/** Answers by the status that is asked for, and keeps what was asked. */
function answering(answer: (status: string | null) => ReturnType<typeof answeredFhir>) {
  const asked: (string | null)[] = [];
  const ask = async ({ url }: { readonly url: string }) => {
    const sent = new URL(url).searchParams.get('status');
    asked.push(sent);
    return answer(sent);
  };
  return { io: { ask } as unknown as ProbeIo, asked };
}

it('a refusal that is about something else is told as it came, and not asked for by every status', async () => {
  const { io, asked } = answering(() => refusing('Unknown search parameter "patient".'));
  const done = await searchWithStatus(io, TARGET, 'Goal', params, status);
  expect(done.params).toEqual(params);
  expect(done.statusDemanded).toBeUndefined();
  expect(asked).toEqual([null, 'active', 'completed']);
  const seeds = answering(() => refusing('Unknown search parameter "patient".'));
  expect(await searchEveryStatus(seeds.io, TARGET, 'Goal', params, status)).toMatchObject([
    { params },
  ]);
  expect(seeds.asked).toEqual([null, 'active', 'completed']);
});

it('a status that finds something ends the search for one, past codes that the server does not know', async () => {
  const { io, asked } = answering((sent) => {
    if (sent === null) return refusing('A status is needed.');
    return sent === 'stopped' ? finding('g') : refusing(`There is no status ${sent}.`);
  });
  const done = await searchWithStatus(io, TARGET, 'Goal', params, status);
  expect(done.params).toEqual([...params, ['status', 'stopped']]);
  expect(done.statusDemanded?.name).toBe('status');
  expect(asked).toEqual([null, 'active', 'completed', 'stopped']);
});

it('of a refusal that no status lifts, the first is told', async () => {
  const { io } = answering((sent) => refusing(`No search by ${sent}.`));
  const done = await searchWithStatus(io, TARGET, 'Goal', params, status);
  expect(done.params).toEqual(params);
  expect(await searchEveryStatus(io, TARGET, 'Goal', params, status)).toMatchObject([{ params }]);
});

it('a server that insists on a status and has nothing is not refused', async () => {
  const { io } = answering((sent) => (sent === null ? refusing('A status is needed.') : finding()));
  const done = await searchWithStatus(io, TARGET, 'Goal', params, status);
  expect(done).toMatchObject({ statusDemanded: { name: 'status' }, entries: [] });
  const seeds = await searchEveryStatus(io, TARGET, 'Goal', params, status);
  expect(seeds).toHaveLength(status.values.length);
});
