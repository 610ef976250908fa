import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch {
      // Woken early because the run is being stopped: whoever slept looks at the signal next.
    }
  },
};
