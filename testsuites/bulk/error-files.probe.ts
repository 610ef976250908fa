import {
  type Attempt,
  attempted,
  defineProbe,
  notAsked,
  type Probe,
  type ProbeIo,
} from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { type Effect, effectProbe, LENIENT } from './effect.probe.ts';
import { type FileRead, type FilesRead, NOTHING_KEPT, readFile } from './files.probe.ts';
import { filesIn, type Manifest, manifestProbe } from './manifest.probe.ts';

/** The files of a manifest's error list, whose bodies are small. */
const listedErrors = (
  io: ProbeIo,
  context: PlanContext,
  manifest: Manifest,
  name: string,
): Promise<readonly FileRead[]> => {
  const listed = filesIn(manifest, 'error').map((file, number) => ({ file, number }));
  return io.each(listed, ({ file, number }) =>
    readFile(
      io,
      context,
      manifest,
      { ...file, type: 'OperationOutcome' },
      `${name}/error/${number}`,
      NOTHING_KEPT,
    ),
  );
};

/** Error files of the whole export, and of the one that had something to tell of a parameter. */
export const errorFilesProbe = (context: PlanContext): Probe<FilesRead> =>
  defineProbe({
    id: 'bulk-error-files',
    needs: {
      manifest: manifestProbe(context),
      lenient: attempted(effectProbe(context, LENIENT)),
    },
    gather: async (io, { manifest, lenient }) => {
      const effect: Attempt<Effect> = lenient;
      const other =
        'brought' in effect && !('lacking' in effect.brought.read)
          ? effect.brought.read.manifest
          : undefined;
      const files = [
        ...(await listedErrors(io, context, manifest, 'bulk')),
        ...(other === undefined
          ? []
          : await listedErrors(io, context, other, `bulk/${LENIENT.name}`)),
      ];
      if (files.length === 0) return notAsked('The exports have no error file.');
      return { manifest, files };
    },
  });
