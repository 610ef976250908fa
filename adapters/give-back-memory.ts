import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: {
  readonly type: 'minor' | 'major';
  readonly flavor?: 'last-resort';
}) => void;

/** Growth that is worth the tenth of a second which a thorough collection takes; bytes. */
const WORTH_COLLECTING = 24 * 1024 * 1024;

/**
 * Lets the collector come sooner than it does by itself on a machine with much memory. A run takes a
 * tenth longer, and a hundred megabytes less.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
}

let collect: Collect | undefined;
/** What the last thorough collection left. */
let settled = { rss: 0, arrayBuffers: 0 };

/**
 * Called now and then by what moves much data, lets go of what it has done with. Chunks of a stream
 * lie outside the heap, where they move the collector only when some 70 MB of them have piled up; a
 * minor collection takes a millisecond. Where the process grows all the same, by chunks that outlived
 * two of those or by what was there before, a thorough one gives emptied pages back to the system:
 * by itself the collector waits until garbage is as large as all that lives, and keeps the pages.
 */
export function giveBackMemory(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  collect({ type: 'minor' });
  const { rss, arrayBuffers } = process.memoryUsage();
  const growth = Math.max(rss - settled.rss, arrayBuffers - settled.arrayBuffers);
  if (growth < WORTH_COLLECTING) return;
  collect({ type: 'major', flavor: 'last-resort' });
  settled = process.memoryUsage();
}
