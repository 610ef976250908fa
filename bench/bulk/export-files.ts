import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MadeFile } from './made-export.ts';

/** A file of a made-up export, written. */
export interface ExportFile {
  readonly type: string;
  readonly path: string;
  readonly count: number;
  readonly bytes: number;
}

/** Writes an export into a folder, a file for each type. */
export async function writeExport(
  folder: string,
  made: readonly MadeFile[],
): Promise<readonly ExportFile[]> {
  const files: ExportFile[] = [];
  for (const { type, count, blocks } of made) {
    const path = join(folder, `${type}.ndjson`);
    const stream = createWriteStream(path);
    await pipeline(Readable.from(blocks()), stream);
    files.push({ type, path, count, bytes: stream.bytesWritten });
  }
  return files;
}
