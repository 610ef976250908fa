import { describe, expect, it } from 'vitest';
import { tarEntries } from './tar.ts';

/** A header block of a ustar archive with the file's blocks behind it. */
function entry(path: string, content: string, kind = '0'): Buffer {
  const data = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write(data.length.toString(8).padStart(11, '0'), 124);
  header.write(kind, 156);
  header.write('ustar', 257);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

const read = (...parts: Buffer[]): [string, string][] =>
  [...tarEntries(Buffer.concat([...parts, Buffer.alloc(1024)]))].map(({ path, data }) => [
    path,
    data.toString('utf8'),
  ]);

describe('tar entries', () => {
  it('are files with their content', () => {
    expect(
      read(entry('a.json', '{}'), entry('b/', '', '5'), entry('b/c.json', 'x'.repeat(600))),
    ).toEqual([
      ['a.json', '{}'],
      ['b/c.json', 'x'.repeat(600)],
    ]);
  });

  it('take long names from pax and GNU headers', () => {
    const name = `${'long/'.repeat(40)}name.json`;
    expect(
      read(entry('x', `${name.length + 10} path=${name}\n`, 'x'), entry('short', '1')),
    ).toEqual([[name, '1']]);
    expect(read(entry('././@LongLink', `${name}\0`, 'L'), entry('short', '2'))).toEqual([
      [name, '2'],
    ]);
  });

  it('are refused where the sizes make no sense', () => {
    const broken = entry('a', '');
    broken.write('zzzzzzzzzzz', 124);
    expect(() => read(broken)).toThrow('damaged');
  });
});
