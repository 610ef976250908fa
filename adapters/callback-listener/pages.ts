const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '');

/** Nothing of what a server sends runs in these pages. */
export const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const STYLE =
  'body{font:1.05rem/1.6 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem}' +
  'a.go,button{display:inline-block;padding:.5rem 1.1rem;border:1px solid #456;border-radius:6px;background:#eef3f8;color:#123;font:inherit;text-decoration:none;cursor:pointer}' +
  '.note{border-left:4px solid #a60;padding-left:.8rem}.small{color:#555;font-size:.9rem}';

/** A page of ours: a heading, trusted markup, and whether and where it looks again by itself. */
export const framed = (heading: string, content: string, again?: number, at = '/'): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">${again === undefined ? '' : `<meta http-equiv="refresh" content="${again}; url=${at}">`}<title>Assay: ${escaped(heading)}</title><style>${STYLE}</style></head><body><h1>${escaped(heading)}</h1>${content}</body></html>`;

export const sentences = (...texts: readonly string[]): string =>
  texts.map((text) => `<p>${escaped(text)}</p>`).join('');
