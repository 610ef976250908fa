import type { AnyProbe, Check } from './check.ts';
import { failedToGather, inOrder, isLacking, type Lacking, type ProbeIo } from './probe.ts';
import { NotRecorded, Paused, Unanswered } from './not-gathered.ts';
import type { Recorder } from './recorder.ts';

/** What each probe brought, by probe id. */
export type Evidence = ReadonlyMap<string, unknown>;

export type Gathering =
  | { readonly kind: 'done'; readonly evidence: Evidence }
  /** Something has to be awaited; `until` in epoch milliseconds. */
  | { readonly kind: 'paused'; readonly until: number; readonly evidence: Evidence };

const missing = (evidence: Evidence, probe: AnyProbe): Lacking | undefined => {
  for (const need of Object.values(probe.needs)) {
    const brought = evidence.get(need.id);
    if (isLacking(brought)) return { ...brought, root: brought.root ?? need.id };
  }
  return undefined;
};

const evidenceFor = (evidence: Evidence, probe: AnyProbe): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(probe.needs).map(([name, need]) => [name, evidence.get(need.id)]),
  );

/** An exception in a probe is ours or the network's, and becomes evidence that says so. */
function lackingFor(error: unknown): Lacking {
  if (error instanceof Unanswered) {
    return failedToGather(error.message, error.exchange.index);
  }
  if (error instanceof NotRecorded) {
    return { lacking: 'This was not gathered in the recorded run.', kind: 'skip' };
  }
  return failedToGather(`Assay failed here: ${error instanceof Error ? error.message : error}`);
}

/**
 * Runs the probes that these checks lean on, each once and as soon as its prerequisites are there.
 * `onGathered` hears of each as it ends.
 */
export async function gather(
  checks: readonly Check[],
  recorder: Pick<Recorder, 'io'>,
  onGathered: (probe: AnyProbe, evidence: Evidence) => void = () => {},
): Promise<Gathering> {
  const evidence = new Map<string, unknown>();
  const running = new Map<string, Promise<void>>();
  let until = Number.POSITIVE_INFINITY;
  let paused = false;

  const run = async (probe: AnyProbe): Promise<void> => {
    await Promise.all(Object.values(probe.needs).map(({ id }) => running.get(id)));
    if (Object.values(probe.needs).some(({ id }) => !evidence.has(id))) return;
    const lacks = probe.goesWithout === true ? undefined : missing(evidence, probe);
    try {
      const io: ProbeIo = recorder.io(probe.id);
      const brought = lacks ?? (await probe.gather(io, evidenceFor(evidence, probe) as never));
      evidence.set(probe.id, brought);
    } catch (error) {
      if (error instanceof Paused) {
        paused = true;
        until = Math.min(until, error.until);
        return;
      }
      evidence.set(probe.id, lackingFor(error));
    }
    onGathered(probe, evidence);
  };

  for (const probe of inOrder(checks.flatMap(({ needs }) => Object.values(needs)))) {
    running.set(probe.id, run(probe));
  }
  await Promise.all(running.values());
  return paused ? { kind: 'paused', until, evidence } : { kind: 'done', evidence };
}
