/**
 * The names that a narrative may use: elements and attributes of HTML 4.0 chapters 7 to 11 (without
 * 9.4) and 15, `a`, images and image maps (FHIR R4, Narrative, txt-1), and the entities of HTML 4.0
 * chapter 24.
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

export const HTML_ENTITIES: ReadonlySet<string> = new Set(
  words(`
  amp lt gt quot apos nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg
  macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34
  iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute
  Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute
  THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave
  iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc
  uuml yacute thorn yuml fnof Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu
  Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega alpha beta gamma delta epsilon zeta eta
  theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega
  thetasym upsih piv bull hellip prime Prime oline frasl weierp image real trade alefsym larr uarr
  rarr darr harr crarr lArr uArr rArr dArr hArr forall part exist empty nabla isin notin ni prod sum
  minus lowast radic prop infin ang and or cap cup int there4 sim cong asymp ne equiv le ge sub sup
  nsub sube supe oplus otimes perp sdot lceil rceil lfloor rfloor lang rang loz spades clubs hearts
  diams OElig oelig Scaron scaron Yuml circ tilde ensp emsp thinsp zwnj zwj lrm rlm ndash mdash
  lsquo rsquo sbquo ldquo rdquo bdquo dagger Dagger permil lsaquo rsaquo euro`),
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
