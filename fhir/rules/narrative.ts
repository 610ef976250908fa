import {
  HTML_ATTRIBUTES,
  HTML_ELEMENTS,
  LINK_ATTRIBUTES,
  NOT_IN_PARAGRAPH,
  XML_ENTITIES,
} from './html-words.ts';

const XHTML = 'http://www.w3.org/1999/xhtml';
const LT = 60;
const GT = 62;
const SLASH = 47;
const SPACE = 32;

/**
 * What is wrong with a narrative's XHTML, undefined where nothing is: one pass, linear in its
 * length, over native searches for `<`, `&` and the closing quote (FHIR R4, Narrative, txt-1 and
 * txt-2; namespace as in the text there, entities by XML 1.0).
 */
export function narrativeProblem(xhtml: string): string | undefined {
  return new Narrative(xhtml).problem();
}

/** One reading: where it stands, what is open, and what it has seen. */
class Narrative {
  private readonly text: string;
  private at = 0;
  /** Offset of the next `&`, the text's length when there is none: most narratives have none. */
  private amp: number;
  /** Offset of a `<` that has been looked for already. */
  private nextTag = -1;
  private first = 0;
  private second = 0;
  private hasContent = false;
  private inParagraph = false;
  private readonly open: number[] = [];
  private fault: string | undefined;

  constructor(text: string) {
    this.text = text;
    this.amp = 0;
    this.nextAmp(0);
  }

  problem(): string | undefined {
    const { text, open } = this;
    if (!this.root()) return this.fault;
    while (open.length > 0) {
      const lt = this.nextTagFrom(this.at);
      if (lt === -1) return `${closing(open)} before the end`;
      if (lt > this.at && !this.characters(lt)) return this.fault;
      this.at = lt;
      if (!this.markup()) return this.fault;
    }
    for (let at = this.at; at < text.length; at++)
      if (text.charCodeAt(at) > SPACE) return `nothing after </div> (character ${at})`;
    return this.hasContent ? undefined : 'a narrative with content: text or an image';
  }

  /** Tags often follow each other at once, and one may have been looked for already. */
  private nextTagFrom(at: number): number {
    if (this.text.charCodeAt(at) === LT) return at;
    return this.nextTag >= at ? this.nextTag : this.text.indexOf('<', at);
  }

  private fail(expected: string): false {
    this.fault = `${expected} (character ${this.at})`;
    return false;
  }

  private nextAmp(from: number): void {
    const amp = this.text.indexOf('&', from);
    this.amp = amp === -1 ? this.text.length : amp;
  }

  private root(): boolean {
    const { text } = this;
    while (isSpace(text.charCodeAt(this.at))) this.at++;
    if (text.startsWith('<?xml', this.at)) {
      const end = text.indexOf('?>', this.at);
      this.at = end === -1 ? text.length : end + 2;
      while (isSpace(text.charCodeAt(this.at))) this.at++;
    }
    const after = text.charCodeAt(this.at + 4);
    if (!text.startsWith('<div', this.at) || !(isSpace(after) || after === GT || after === SLASH))
      return this.fail(`<div xmlns="${XHTML}"> as the root`);
    this.at += 4;
    this.open.push(DIV);
    if (!this.attributes(true)) return false;
    return true;
  }

  /** The text up to the next tag: entities are checked, and whether any of it can be seen. */
  private characters(end: number): boolean {
    const { text } = this;
    if (!this.hasContent) {
      for (let at = this.at; at < end; at++) {
        if (!isSpace(text.charCodeAt(at))) {
          this.hasContent = true;
          break;
        }
      }
    }
    return this.amp >= end || this.entities(end);
  }

  private entities(end: number): boolean {
    const { text } = this;
    while (this.amp < end) {
      const after = entityEnd(text, this.amp + 1);
      if (after === -1 || after > end) {
        this.at = this.amp;
        return this.fail(
          'only the entities of XML: &amp; &lt; &gt; &quot; &apos; or a number as &#160;',
        );
      }
      this.nextAmp(after);
    }
    return true;
  }

  private markup(): boolean {
    const { text } = this;
    const next = text.charCodeAt(this.at + 1);
    if (next === SLASH) return this.closeTag();
    if (next === 33) return this.declaration();
    if (next === 63) return this.skipTo('?>', 2, 'the end of the processing instruction, "?>"');
    return this.openTag();
  }

  private closeTag(): boolean {
    const { text, open } = this;
    const name = HTML_ELEMENTS[open[open.length - 1] ?? 0] ?? '';
    let end = this.at + 2 + name.length;
    const matches = standsAt(text, name, this.at + 2);
    while (matches && isSpace(text.charCodeAt(end))) end++;
    if (!matches || text.charCodeAt(end) !== GT) return this.fail(closing(open));
    if (open.pop() === P) this.inParagraph = false;
    this.at = end + 1;
    return true;
  }

  private declaration(): boolean {
    const { text } = this;
    if (text.startsWith('<!--', this.at)) return this.skipTo('-->', 4, 'the end of the comment');
    if (!text.startsWith('<![CDATA[', this.at)) return this.fail('no document type declaration');
    const from = this.at + 9;
    if (!this.skipTo(']]>', 9, 'the end of the CDATA section')) return false;
    if (text.slice(from, this.at - 3).trim() !== '') this.hasContent = true;
    return true;
  }

  private skipTo(mark: string, opening: number, expected: string): boolean {
    const end = this.text.indexOf(mark, this.at + opening);
    if (end === -1) return this.fail(expected);
    this.at = end + mark.length;
    if (this.amp < this.at) this.nextAmp(this.at);
    return true;
  }

  /**
   * The offset after a name: letters, digits, `:`, `-`, `_` and `.`. Its first eight characters are
   * left in `first` and `second`, so that it is found by comparing two numbers.
   */
  private name(from: number): number {
    const { text } = this;
    let first = 0;
    let second = 0;
    let at = from;
    for (; at < text.length; at++) {
      const char = text.charCodeAt(at);
      const letter = char | 32;
      const isName =
        (letter >= 97 && letter <= 122) ||
        (char >= 48 && char <= 58) ||
        char === 45 ||
        char === 46 ||
        char === 95;
      if (!isName) {
        if (char < 128) break;
        // No word has such a letter: a number that no word has makes it unknown.
        first = -1;
      } else if (at - from < 4) first = (first << 8) | char;
      else if (at - from < 8) second = (second << 8) | char;
    }
    this.first = first;
    this.second = second;
    return at;
  }

  private openTag(): boolean {
    const { text } = this;
    const from = this.at + 1;
    const end = this.name(from);
    const element = ELEMENTS.find(this.first, this.second, text, from, end);
    if (element === -1) {
      const name = text.slice(from, Math.min(end, from + 40));
      return this.fail(
        name === ''
          ? 'well-formed XHTML: a tag after "<", &lt; for "<" itself'
          : `only elements that a narrative may hold, not <${name}>`,
      );
    }
    this.at = end;
    if (element === IMG) this.hasContent = true;
    if (this.inParagraph && isBlock[element] === true)
      return this.fail(`no <${HTML_ELEMENTS[element]}> inside a paragraph`);
    if (element === P && text.charCodeAt(end) !== SLASH) this.inParagraph = true;
    this.open.push(element);
    if (text.charCodeAt(end) === GT) {
      this.at = end + 1;
      return true;
    }
    return this.attributes(false);
  }

  /** The rest of an opening tag; a tag that closes itself leaves nothing open. */
  private attributes(isRoot: boolean): boolean {
    const { text } = this;
    let namespace = false;
    let seenLow = 0;
    let seenHigh = 0;
    const limit = this.tagLimit();
    for (;;) {
      const before = this.at;
      while (isSpace(text.charCodeAt(this.at))) this.at++;
      const char = text.charCodeAt(this.at);
      if (char === GT || (char === SLASH && text.charCodeAt(this.at + 1) === GT)) {
        if (isRoot && !namespace) return this.fail(`the root <div> with xmlns="${XHTML}"`);
        this.at += char === GT ? 1 : 2;
        if (char === SLASH && this.open.pop() === P) this.inParagraph = false;
        return true;
      }
      if (this.at >= limit) return this.fail('well-formed XHTML: the end of the tag, ">"');
      if (this.at === before) return this.fail('well-formed XHTML: space before an attribute');
      const attribute = this.attribute(limit);
      if (attribute === -1) return false;
      if (attribute === XMLNS) namespace = true;
      const bit = 1 << (attribute & 31);
      if (((attribute < 32 ? seenLow : seenHigh) & bit) !== 0)
        return this.fail(`well-formed XHTML: ${HTML_ATTRIBUTES[attribute]} given once`);
      if (attribute < 32) seenLow |= bit;
      else seenHigh |= bit;
    }
  }

  /** No attribute may hold `<`, so that the next one bounds the tag. */
  private tagLimit(): number {
    this.nextTag = this.text.indexOf('<', this.at);
    return this.nextTag === -1 ? this.text.length : this.nextTag;
  }

  /** Reads one attribute and tells its number, -1 where it is wrong. */
  private attribute(limit: number): number {
    const { text } = this;
    const from = this.at;
    const end = this.name(from);
    const attribute = ATTRIBUTES.find(this.first, this.second, text, from, end);
    if (attribute === -1) {
      this.fail(
        `only attributes that a narrative may hold, not "${text.slice(from, Math.min(end, from + 40))}"`,
      );
      return -1;
    }
    let at = end;
    while (isSpace(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== 61) return this.malformedValue(at);
    at++;
    while (isSpace(text.charCodeAt(at))) at++;
    const quote = text.charCodeAt(at);
    if (quote !== 34 && quote !== 39) return this.malformedValue(at);
    const close = text.indexOf(quote === 34 ? '"' : "'", at + 1);
    if (close === -1 || close > limit) return this.malformedValue(at);
    if (this.amp < close && !this.entities(close)) return -1;
    this.at = close + 1;
    return this.valueFits(attribute, at + 1, close) ? attribute : -1;
  }

  private malformedValue(at: number): -1 {
    this.at = at;
    this.fail('well-formed XHTML: an attribute as name="value"');
    return -1;
  }

  private valueFits(attribute: number, from: number, to: number): boolean {
    if (attribute === XMLNS)
      return (
        (to - from === XHTML.length && this.text.startsWith(XHTML, from)) ||
        this.fail(`the namespace ${XHTML}`)
      );
    if (!isLink[attribute] || !mayBeScript(this.text, from, to)) return true;
    const target = withoutSpace(decoded(this.text.slice(from, Math.min(to, from + 400))));
    return !/^(javascript|vbscript):/i.test(target) || this.fail('no script in a link');
  }
}

const closing = (open: readonly number[]): string =>
  `well-formed XHTML: </${HTML_ELEMENTS[open[open.length - 1] ?? 0] ?? 'div'}>`;

const isSpace = (char: number): boolean =>
  char === SPACE || char === 10 || char === 9 || char === 13;

/** Whether the first letter is one of a script's scheme, so that nearly all links are passed at once. */
const mayBeScript = (text: string, from: number, to: number): boolean => {
  let at = from;
  while (at < to && text.charCodeAt(at) <= SPACE) at++;
  const letter = text.charCodeAt(at) | 32;
  // An entity may hide any letter.
  return letter === 106 || letter === 118 || letter === 38;
};

/** Numbers of characters as the characters: a browser reads them before it reads the scheme. */
const decoded = (text: string): string =>
  text.replace(/&#(?:x([0-9a-fA-F]+)|([0-9]+));/g, (_all, hex?: string, decimal?: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });

/** Browsers pass over space and control characters in a scheme. */
const withoutSpace = (text: string): string =>
  [...text].filter((char) => char.charCodeAt(0) > SPACE).join('');

/** Characters that XML can hold, even as a number (XML 1.0, 2.2). */
const isXmlChar = (code: number): boolean =>
  code < SPACE
    ? code === 9 || code === 10 || code === 13
    : code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code <= 0x10ffff);

/** The offset after an entity that XML knows, -1 where there is none. */
const entityEnd = (text: string, from: number): number => {
  if (text.charCodeAt(from) === 35) {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));/.exec(text.slice(from, from + 10));
    if (number === null) return -1;
    const [whole, hex, decimal] = number;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return isXmlChar(code) ? from + whole.length : -1;
  }
  for (const entity of XML_ENTITIES) if (standsAt(text, entity, from)) return from + entity.length;
  return -1;
};

/** As `startsWith`, which costs a call: words here are of a few letters. */
const standsAt = (text: string, word: string, from: number): boolean => {
  for (let at = 0; at < word.length; at++)
    if (text.charCodeAt(from + at) !== word.charCodeAt(at)) return false;
  return true;
};

/** Finds a word's number by its first eight characters, packed into two numbers. */
class WordNumbers {
  private readonly firsts = new Int32Array(PLACES);
  private readonly seconds = new Int32Array(PLACES);
  /** Open addressing: a place holds a number and one, or nothing. */
  private readonly numbers = new Uint8Array(PLACES);
  private readonly list: readonly string[];

  constructor(list: readonly string[]) {
    this.list = list;
    for (const [number, word] of list.entries()) {
      const first = packed(word.slice(0, 4));
      const second = packed(word.slice(4, 8));
      let place = placeOf(first, second);
      while (this.numbers[place] !== 0) place = (place + 1) & (PLACES - 1);
      this.firsts[place] = first;
      this.seconds[place] = second;
      this.numbers[place] = number + 1;
    }
  }

  find(first: number, second: number, text: string, from: number, to: number): number {
    for (let place = placeOf(first, second); ; place = (place + 1) & (PLACES - 1)) {
      const number = (this.numbers[place] ?? 0) - 1;
      if (number === -1) return -1;
      if (this.firsts[place] !== first || this.seconds[place] !== second) continue;
      if (to - from <= 8) return number;
      const word = this.list[number] ?? '';
      if (word.length === to - from && standsAt(text, word, from)) return number;
    }
  }
}

const packed = (part: string): number =>
  [...part].reduce((number, char) => (number << 8) | char.charCodeAt(0), 0);

/** Far more than words, so that nearly each has a place of its own. */
const PLACES = 1024;

const placeOf = (first: number, second: number): number =>
  (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 22;

const ELEMENTS = new WordNumbers(HTML_ELEMENTS);
const ATTRIBUTES = new WordNumbers(HTML_ATTRIBUTES);
const isLink: readonly boolean[] = HTML_ATTRIBUTES.map((name) => LINK_ATTRIBUTES.has(name));
const isBlock: readonly boolean[] = HTML_ELEMENTS.map((name) => NOT_IN_PARAGRAPH.has(name));
const P = HTML_ELEMENTS.indexOf('p');
const DIV = HTML_ELEMENTS.indexOf('div');
const IMG = HTML_ELEMENTS.indexOf('img');
const XMLNS = HTML_ATTRIBUTES.indexOf('xmlns');
