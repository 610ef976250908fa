const LANGUAGE =
  '(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?' +
  '(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*' +
  '(?:-x(?:-[a-z0-9]{1,8})+)?';
const PRIVATE = 'x(?:-[a-z0-9]{1,8})+';
const GRANDFATHERED =
  'en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)|' +
  'sgn-(?:be-fr|be-nl|ch-de)|art-lojban|cel-gaulish|no-(?:bok|nyn)|zh-(?:guoyu|hakka|min|min-nan|xiang)';
const TAG = new RegExp(`^(?:${LANGUAGE}|${PRIVATE}|${GRANDFATHERED})$`, 'i');

/** A tag of RFC 5646 can be long, but none that is meant is longer than this. */
const LONGEST = 100;

/** Whether a text has the form of a language tag (BCP 47: RFC 5646, section 2.1). */
export const isLanguageTag = (text: string): boolean => text.length <= LONGEST && TAG.test(text);
