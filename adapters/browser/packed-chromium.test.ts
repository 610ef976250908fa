import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { PACKED, unpackedChromium } from './packed-chromium.ts';

const root = mkdtempSync(join(tmpdir(), 'assay-pack-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** One file of a tar archive (POSIX ustar). */
function tarred(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}

function pack(name: string, inTar: string): string {
  const folder = mkdtempSync(join(root, name));
  for (const file of PACKED) {
    const content = file.includes('.tar') ? tarred(inTar, file) : Buffer.from('program');
    writeFileSync(join(folder, file), brotliCompressSync(content));
  }
  return folder;
}

it('unpacks program, libraries and fonts once, and starts it with none of our variables', async () => {
  const to = join(root, 'unpacked');
  const first = await unpackedChromium(pack('whole', 'lib/libx.so'), to, 'amazon-linux');
  expect(first).toMatchObject({ path: join(to, 'chromium'), isConfined: true });
  expect(statSync(first.path).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(to, 'al2023/lib/libx.so'), 'utf8')).toBe('al2023.tar.br');
  expect(readFileSync(join(to, 'fonts/fonts.conf'), 'utf8')).toContain(`<dir>${to}/fonts</dir>`);
  expect(Object.keys(first.environment ?? {}).sort()).toEqual([
    'FONTCONFIG_PATH',
    'HOME',
    'LD_LIBRARY_PATH',
    'PATH',
  ]);
  expect(first.environment?.['LD_LIBRARY_PATH']).toContain(join(to, 'al2023/lib'));
  const again = await unpackedChromium('/none', to, 'other');
  expect(again.path).toBe(first.path);
  expect(again.environment).not.toHaveProperty('LD_LIBRARY_PATH');
});

it('writes nothing outside of its folder', async () => {
  const unpacking = unpackedChromium(pack('evil', '../../out'), join(root, 'held'), 'other');
  await expect(unpacking).rejects.toThrow('outside');
});
