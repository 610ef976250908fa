import { describe, expect, it } from 'vitest';
import { sha1OfBase64, sizeOfBase64 } from './base64.ts';

describe('base64', () => {
  it.each([
    ['AAAA', 3],
    ['AAA=', 2],
    ['AA==', 1],
    ['AA\r\n AA', 3],
  ])('%j is of %i bytes', (text, size) => expect(sizeOfBase64(text)).toBe(size));

  it('hashes what it stands for', () =>
    expect(sha1OfBase64('YWJj')).toBe('qZk+NkcGgWq6PiVxeFDCbJzQ2J0='));
});
