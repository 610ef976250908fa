import type { Invitation } from '../../core/person-port.ts';

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

export const LONGEST_SAID = 500;

export const NOW_TRIED = 'Assay now tries what the app was given.';

/** What a person is asked for, as far as a page says it. */
type Task = Pick<Invitation, 'stage' | 'url' | 'returnsTo' | 'note' | 'clientId'>;

/** Where the page of a task leads, and what its forms bring back besides the words. */
interface Ways {
  readonly go: string;
  readonly errorAction?: string;
  readonly doneAction?: string;
  readonly hidden?: Readonly<Record<string, string>>;
}

/** What the person is to do, and the ways to say how it ended. Markup; what others sent is escaped. */
export function taskMarkup(task: Task, { go, errorAction, doneAction, hidden = {} }: Ways): string {
  const { stage, url, returnsTo, note, clientId = '' } = task;
  const warning = note === undefined ? '' : `<p class="note">${escaped(note)}</p>`;
  const fields = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('');
  const form = (action: string | undefined, content: string): string =>
    `<form method="post"${action === undefined ? '' : ` action="${action}"`}>${fields}${content}</form>`;
  const said = (question: string, answer: string): string =>
    form(
      errorAction,
      `<p>${question}</p><p><label>What does it say? <input name="said" maxlength="${LONGEST_SAID}"></label></p><p><button>${answer}</button></p>`,
    );
  const link = (words: string): string =>
    url === undefined ? '' : `<p><a class="go" href="${go}">${words}</a></p>`;
  if (stage === 'revoker') {
    const asked = `Take back at the EHR all that the app "${clientId}" was given: as the user who logged in for it, or as whoever may do so. Then come back here and say so. Assay tries its tokens from then on.`;
    const done = form(
      doneAction,
      '<input type="hidden" name="done" value="yes"><p><button>It is taken back</button></p>',
    );
    return `${warning}${sentences(asked)}${link('Go to the EHR')}${done}${said('If the EHR does not let you:', 'It cannot be taken back')}`;
  }
  const work =
    url === undefined
      ? sentences(
          `Open the app from inside the EHR now. It is registered with the launch URL ${returnsTo}.`,
        )
      : `${link('Go to the login')}${sentences('Log in, agree to what is asked, and come back here.')}`;
  return `${warning}${work}${said('If the server shows an error and does not send you back:', 'The server showed an error and did not send me back')}`;
}
