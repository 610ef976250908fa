import { setTimeout as delay } from 'node:timers/promises';

/**
 * What a promise comes to within so many milliseconds; undefined where it does not, or fails. A
 * page that is caught in a loop answers nothing for ever.
 */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const stop = new AbortController();
  try {
    return await Promise.race([
      promise,
      delay(milliseconds, undefined, { signal: stop.signal, ref: false }),
    ]);
  } catch {
    return undefined;
  } finally {
    stop.abort();
  }
}
