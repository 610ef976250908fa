import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import type { ChromiumProgram } from './chromium.ts';

/** Files of the npm package `@sparticuz/chromium`: a Chromium built for Lambda, compressed. */
export const PACKED = [
  'chromium.br',
  'swiftshader.tar.br',
  'fonts.tar.br',
  'al2023.tar.br',
] as const;

const BLOCK = 512;
const decompressed = promisify(brotliDecompress);

/**
 * What Chromium needs where there are no user namespaces and no shared memory, as in Lambda: it goes
 * without its own sandbox, and the function around it is the boundary. Not in a single process, as
 * others run it there: such a browser ends with its first context, and reads pages only in part.
 */
const ARGUMENTS = ['--no-zygote', '--disable-dev-shm-usage'];

/**
 * Unpacks a compressed Chromium into a folder, once for each process that runs there, and says how
 * it is started: with the libraries and fonts of the pack, and none of the variables of ours, among
 * which are credentials.
 */
export async function unpackedChromium(
  pack: string,
  folder: string,
  system: 'amazon-linux' | 'other',
): Promise<ChromiumProgram> {
  const path = join(folder, 'chromium');
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true });
    await Promise.all([
      unpackTar(join(pack, 'swiftshader.tar.br'), folder),
      unpackTar(join(pack, 'fonts.tar.br'), join(folder, 'fonts')),
      unpackTar(join(pack, 'al2023.tar.br'), join(folder, 'al2023')),
    ]);
    // The pack's own names other places; without a font Chromium ends at the first letter.
    await writeFile(join(folder, 'fonts/fonts.conf'), fontsIn(join(folder, 'fonts')));
    const half = `${path}.part`;
    await pipeline(
      createReadStream(join(pack, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(half, { mode: 0o700 }),
    );
    // The name appears when all is there: a process that is ended on the way leaves no half program.
    await rename(half, path);
  }
  return {
    path,
    arguments: ARGUMENTS,
    environment: {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      FONTCONFIG_PATH: join(folder, 'fonts'),
      // Of Amazon Linux, and of no use to the libraries of another system.
      ...(system === 'amazon-linux'
        ? { LD_LIBRARY_PATH: `${join(folder, 'al2023/lib')}:/lib64:/usr/lib64` }
        : {}),
    },
    isConfined: true,
  };
}

const fontsIn = (folder: string): string =>
  `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;

const text = (header: Buffer, start: number, length: number): string =>
  header.toString('latin1', start, start + length).replace(/\0.*$/s, '');

/** Files and folders of a tar archive (POSIX ustar); nothing is written outside of the folder. */
async function unpackTar(file: string, folder: string): Promise<void> {
  const archive = await decompressed(await readFile(file));
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    const name = [text(header, 345, 155), text(header, 0, 100)].filter((part) => part !== '');
    if (name.length === 0) break;
    const size = Number.parseInt(text(header, 124, 12), 8);
    const to = normalize(join(folder, ...name));
    if (!to.startsWith(normalize(folder) + sep) && to !== normalize(folder)) {
      throw new Error(`${file} would write outside of ${folder}`);
    }
    const kind = text(header, 156, 1);
    if (kind === '5') await mkdir(to, { recursive: true });
    if (kind === '0' || kind === '') {
      await mkdir(dirname(to), { recursive: true });
      const content = archive.subarray(at + BLOCK, at + BLOCK + size);
      await writeFile(to, content, { mode: 0o755 });
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
