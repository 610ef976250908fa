import middy from '@middy/core';
import type { Context } from 'aws-lambda';

/** One JSON line an event: what was done for which run and how long it took, and never a body. */
export function logLine(fields: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...fields })}\n`);
}

const RUN_ID = /^[\w-]{1,80}$/;

/** The run id in what a state hands over. Throws when there is none. */
export function runIdIn(event: unknown): string {
  const { runId } = (event ?? {}) as { runId?: unknown };
  if (typeof runId !== 'string' || !RUN_ID.test(runId)) {
    throw new Error('the event names no run');
  }
  return runId;
}

/** A function that the state machine calls: a run id in, a run id out, one line of log. */
export const stepHandler = <Outcome extends { readonly runId: string }>(
  step: (runId: string, remainingMs: number, event: unknown) => Promise<Outcome>,
) =>
  middy<unknown, Outcome>()
    .use({
      onError: ({ event, error, context }) => {
        const { functionName } = context;
        const name = error?.name;
        logLine({ level: 'error', functionName, event, error: name, message: error?.message });
      },
    })
    .handler(async (event: unknown, context: Context) => {
      const runId = runIdIn(event);
      const before = performance.now();
      const outcome = await step(runId, context.getRemainingTimeInMillis(), event);
      const milliseconds = Math.round(performance.now() - before);
      logLine({ level: 'info', functionName: context.functionName, ...outcome, milliseconds });
      return outcome;
    });
