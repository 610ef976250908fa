/** How many bytes base64 stands for, whitespace aside. */
export function sizeOfBase64(base64: string): number {
  let digits = 0;
  for (let at = 0; at < base64.length; at++) {
    const char = base64.charCodeAt(at);
    if (char > SPACE && char !== PADDING) digits++;
  }
  return Math.floor((digits * 3) / 4);
}

/** The SHA-1 of what base64 stands for, in base64. Few attachments state one: loaded when one does. */
export const sha1OfBase64 = (base64: string): string =>
  process
    .getBuiltinModule('node:crypto')
    .createHash('sha1')
    .update(Buffer.from(base64, 'base64'))
    .digest('base64');

const SPACE = 32;
const PADDING = 61;
