/** One regular file of an archive. */
export interface TarEntry {
  readonly path: string;
  readonly data: Buffer;
}

const BLOCK = 512;

const text = (block: Buffer, start: number, length: number): string => {
  const raw = block.subarray(start, start + length);
  const end = raw.indexOf(0);
  return raw.toString('utf8', 0, end < 0 ? length : end);
};

/** Sizes are octal digits, or base 256 when the first bit is set (GNU tar manual, "Basic Format"). */
function sizeOf(block: Buffer): number {
  if ((block[124] ?? 0) & 0x80) return Number(block.readBigUInt64BE(128));
  return Number.parseInt(text(block, 124, 12).trim() || '0', 8);
}

/** A pax record is `length key=value\n` (POSIX.1-2001, pax Extended Header). */
function paxPath(data: Buffer): string | undefined {
  return /^\d+ path=(.*)$/m.exec(data.toString('utf8'))?.[1];
}

/** Reads the regular files of a tar archive (ustar with pax and GNU long names), as npm packs them. */
export function* tarEntries(archive: Buffer): Generator<TarEntry> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header[0] === 0) return;
    const size = sizeOf(header);
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('The archive is damaged.');
    const data = archive.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === 'x') longName = paxPath(data) ?? longName;
    else if (kind === 'L') longName = data.toString('utf8').replace(/\0.*$/s, '');
    else if (kind === '0' || kind === '\0') {
      const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
      const name = text(header, 0, 100);
      yield { path: longName ?? (prefix ? `${prefix}/${name}` : name), data };
      longName = undefined;
    } else if (kind !== 'g') longName = undefined;
  }
}
