const NAME = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';
const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
const TYPE = new RegExp(`^${NAME}/${NAME}$`);
const PARAMETER = new RegExp(`^\\s*${TOKEN}=(?:${TOKEN}|"[^"\\\\]*(?:\\\\.[^"\\\\]*)*")\\s*$`);

/** Names are at most 127 characters each; with parameters nothing longer is meant. */
const LONGEST = 512;

/** Whether a text has the form of a media type, parameters included (BCP 13: RFC 6838, 2045). */
export function isMimeType(text: string): boolean {
  if (text.length > LONGEST) return false;
  const semicolon = text.indexOf(';');
  if (semicolon === -1) return TYPE.test(text);
  if (!TYPE.test(text.slice(0, semicolon).trimEnd())) return false;
  return text
    .slice(semicolon + 1)
    .split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .every((parameter) => PARAMETER.test(parameter));
}
