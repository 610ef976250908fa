/** What runs in pages, as source: there is no document on this side. */
export const inPage = (source: string, given: unknown = null): string =>
  `(${source})(${JSON.stringify(given)})`;

/** The words of a page, cut there, so that a huge one is not carried over. */
export const VISIBLE_TEXT = `(most) => ((document.body && document.body.innerText) || '').slice(0, most)`;

export const SHOWS_TEXT = `(text) =>
  ((document.body && document.body.innerText) || '').replace(/\\s+/g, ' ').includes(text)`;

/** Whether a page shows one of these values anywhere but in the fields that are painted over. */
export const SHOWS_VALUE = `({ values, masked }) => {
  const fields = [...document.querySelectorAll('input, textarea')];
  const open = fields.filter((field) => !masked.some((selector) => field.matches(selector)));
  const text = [(document.body && document.body.innerText) || '', ...open.map((field) => field.value)].join('\\n');
  return values.some((value) => text.includes(value));
}`;

export const HEIGHT = `() => document.documentElement.scrollHeight`;

/** Sends a form off by POST, as a page of the app would. */
export const SUBMIT_FORM = `({ action, pairs }) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  for (const [name, value] of pairs) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.documentElement.append(form);
  HTMLFormElement.prototype.submit.call(form);
}`;

/** What can be filled, chosen or pressed, each with a selector that finds it. */
export const CANDIDATES = `(most) => {
  const usable = 'input:not([type=hidden]), select, textarea, button, a[href], [role=button], [role=radio], [role=checkbox], [onclick]';
  return [...document.querySelectorAll(usable)]
    .filter((element) => element.getClientRects().length > 0)
    .slice(0, most)
    .map((element) => {
      const tag = element.tagName.toLowerCase();
      const name = element.getAttribute('name');
      const value = element.getAttribute('value');
      const type = element.getAttribute('type');
      const isChoice = type === 'radio' || type === 'checkbox';
      const named = () => tag + '[name="' + name + '"]' + (isChoice && value !== null ? '[value="' + value + '"]' : '');
      const classed = () => [tag, ...[...element.classList].map((word) => CSS.escape(word))].join('.');
      const selector = element.id ? '#' + CSS.escape(element.id) : name !== null ? named() : classed();
      const label = (element.labels && element.labels[0] && element.labels[0].innerText)
        || element.getAttribute('aria-label') || element.getAttribute('placeholder') || element.innerText || '';
      const kind = type === null ? tag : tag + ' ' + type;
      return { selector: selector.slice(0, 120), what: kind + ' "' + label.trim().slice(0, 60) + '"' };
    });
}`;
