/**
 * The names that a narrative may use: elements and attributes of HTML 4.0 chapters 7 to 11 (without
 * 9.4) and 15, `a`, images and image maps (FHIR R4, Narrative, txt-1).
 */
export const HTML_ELEMENTS: readonly string[] = words(`
  div p br span table tr td th tbody thead tfoot caption col colgroup b i em strong ul ol li a
  h1 h2 h3 h4 h5 h6 hr pre code blockquote small big tt dfn q var abbr acronym cite address bdo
  kbd sub sup dl dt dd samp img map area u s strike font center`);

export const HTML_ATTRIBUTES: readonly string[] = words(`
  xmlns class style id title lang xml:lang dir href src alt name colspan rowspan border width height
  align valign cellpadding cellspacing summary frame rules scope headers abbr axis char charoff span
  nowrap accesskey tabindex charset type hreflang rel rev shape coords target cite longdesc usemap
  ismap nohref start value compact clear size color face noshade bgcolor datetime xml:space hspace
  vspace`);

/** Attributes that lead somewhere: no script may stand in them. */
export const LINK_ATTRIBUTES: ReadonlySet<string> = new Set(words('href src cite longdesc usemap'));

/** Blocks, which have no place inside a paragraph (HTML 4.0, 9.3.1). */
export const NOT_IN_PARAGRAPH: ReadonlySet<string> = new Set(words('div blockquote table ol ul p'));

/** Entities of XML itself: a fragment has no DTD that could declare others (XML 1.0, 4.1). */
export const XML_ENTITIES: readonly string[] = words('quot; gt; lt; amp; apos;');

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
