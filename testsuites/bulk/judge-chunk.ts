import { feed } from '../../core/line-fold.ts';
import { LineBatcher, LONGEST_LINE } from '../../fhir/ndjson.ts';
import { FileFold, type FoldJob } from './file-fold.ts';
import type { FileOutcome } from './file-outcome.ts';

/** What some whole lines of an exported file come to. */
export function judgeChunk(chunk: {
  readonly job: unknown;
  readonly bytes: Uint8Array;
  readonly firstLine: number;
}): FileOutcome {
  const fold = new FileFold(chunk.job as FoldJob);
  const batcher = new LineBatcher(LONGEST_LINE, chunk.firstLine);
  for (const batch of [...batcher.push(chunk.bytes), ...batcher.end()]) feed(fold, batch);
  return fold.part();
}
