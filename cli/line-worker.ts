import { parentPort } from 'node:worker_threads';
import { serveFolds } from '../adapters/line-threads.ts';
import { FileFold, type FoldJob } from '../testsuites/bulk/file-fold.ts';

/** A thread of `lineThreads`: judges lines of exported files. */
if (parentPort !== null) serveFolds(parentPort, (job) => new FileFold(job as FoldJob));
