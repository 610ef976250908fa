import { isAnswered } from '../../core/exchange.ts';
import { defineProbe, lacking, notAsked, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { FileFold } from './file-fold.ts';
import type { FileOutcome } from './file-outcome.ts';
import { fetchFile, type FileRead, type FilesRead, filesProbe, sharesOf } from './files.probe.ts';
import { isWhole } from './told-file.ts';

type Whole = FileRead & { readonly outcome: FileOutcome };

/** A file as it came the first time, and again. */
export interface ReadTwice {
  readonly first: Whole;
  readonly again: Whole;
  /** Whether what each of its lines holds is known of both. */
  readonly isComplete: boolean;
}

/** What is read twice is to cost the server little. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Of the small files the one of which most is known, line by line. */
function toReadAgain({ files }: FilesRead): Whole | undefined {
  let best: Whole | undefined;
  for (const file of files) {
    const { outcome, exchange } = file;
    if (outcome === undefined || outcome.lines === 0 || !isWhole(file)) continue;
    if (!isAnswered(exchange) || exchange.response.size > MOST_BYTES) continue;
    const isBetter = outcome.contents.length > (best?.outcome.contents.length ?? -1);
    if (isBetter) best = { ...file, outcome };
  }
  return best;
}

export const fileAgainProbe = (context: PlanContext): Probe<ReadTwice> =>
  defineProbe({
    id: 'bulk-file-again',
    needs: { read: filesProbe(context) },
    gather: async (io, { read }) => {
      const first = toReadAgain(read);
      if (first === undefined) return notAsked('No file is small enough to be read twice.');
      const { type, url, count } = first;
      const listed = { type, url, ...(count === undefined ? {} : { count }) };
      const { contents } = sharesOf(read.files)(listed);
      const job = { type, config: context.config, names: 0, contents };
      const fetched = await fetchFile(
        io,
        context,
        read.manifest,
        listed,
        'bulk/again/file',
        () => new FileFold(job),
      );
      const again = { ...listed, ...fetched };
      const { outcome, exchange } = again;
      if (outcome === undefined || !isWhole(again)) {
        return lacking('The file could not be read a second time.', exchange.index);
      }
      const isComplete = Math.max(first.outcome.lastLine, outcome.lastLine) <= contents;
      return { first, again: { ...again, outcome }, isComplete };
    },
  });
