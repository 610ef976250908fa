import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineBatcher, type LineBatch, textLines } from './ndjson.ts';

const read = (chunks: readonly Uint8Array[], longest?: number): unknown[] => {
  const batcher = new LineBatcher(longest);
  const batches: LineBatch[] = chunks.flatMap((chunk) => batcher.push(chunk));
  return [...batches, ...batcher.end()].flatMap((batch) =>
    batch.kind === 'lines'
      ? [...textLines(batch.bytes, batch.firstLine)].map(({ line, text }) => [line, text])
      : [[batch.line, batch.length]],
  );
};

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('lines of a stream', () => {
  it.each<[string, readonly string[], unknown[]]>([
    [
      'whole lines',
      ['a\nb\n'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'no end',
      ['a\nb'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'cut anywhere',
      ['a', 'a\nb', 'b\n', 'c'],
      [
        [1, 'aa'],
        [2, 'bb'],
        [3, 'c'],
      ],
    ],
    [
      'blank lines',
      ['a\n\n \r\nb\n'],
      [
        [1, 'a'],
        [4, 'b'],
      ],
    ],
    [
      'windows',
      ['a\r\nb\r\n'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'byte order mark',
      ['\ufeffa\nb'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    ['nothing', [''], []],
    [
      'not ASCII',
      ['ä\nπ𝄞\n'],
      [
        [1, 'ä'],
        [2, 'π𝄞'],
      ],
    ],
  ])('%s', (_case, chunks, lines) => expect(read(chunks.map(bytes))).toEqual(lines));

  it('tells lines that are no UTF-8', () => {
    expect(read([Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x62])])).toEqual([
      [1, 'a'],
      [2, undefined],
      [3, 'b'],
    ]);
  });

  it.each<[string, readonly string[], unknown[]]>([
    [
      'in the middle',
      ['a\n', 'xxxx', 'xxxx', 'x\nb\nc'],
      [
        [1, 'a'],
        [2, 9],
        [3, 'b'],
        [4, 'c'],
      ],
    ],
    [
      'at the end',
      ['a\n', 'xxxx', 'xxxx'],
      [
        [1, 'a'],
        [2, 8],
      ],
    ],
    [
      'alone in its chunk',
      ['a\nxxxx', 'xxxx\n', 'b'],
      [
        [1, 'a'],
        [2, 8],
        [3, 'b'],
      ],
    ],
  ])('drops a line too long %s', (_case, chunks, lines) =>
    expect(read(chunks.map(bytes), 5)).toEqual(lines),
  );

  it('does not depend on where chunks are cut', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '\n', '\r\n', '{"x":1}', '𝄞', ' '), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 8 }), (parts, cuts) => {
        const whole = bytes(parts.join(''));
        const places = [
          0,
          ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b),
          whole.length,
        ];
        const chunks = places.slice(1).map((to, at) => whole.subarray(places[at], to));
        expect(read(chunks)).toEqual(read([whole]));
      }),
    );
  });
});
