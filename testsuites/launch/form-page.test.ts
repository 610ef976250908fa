import { describe, expect, it } from 'vitest';
import type { FormStep } from '../../core/config.ts';
import { secretPlaceholder } from '../../core/secrets.ts';
import { openPage, ownWayOn, takeStep, wordsOn } from './form-page.ts';

const URL_OF_PAGE = 'https://auth.example.org/login/start?x=1';
const PASSWORD = { env: 'PASSWORD' };

const LOGIN = `<title>Sign
 in</title><script>secret()</script><form id="f" method="POST" action="go">
 <input type="hidden" name="csrf" value="a&amp;b"><input name="user" value="old">
 <input type="password" name="pw"><input type="checkbox" name="keep" checked>
 <input type="radio" name="who" value="1" checked><input type="radio" name="who" value="2">
 <select name="unit"><option value="m">m</option><option value="k" selected>k</option></select>
 <textarea name="note">hi</textarea><input name="off" value="x" disabled>
 <button name="do" value="no">No</button><button name="do" value="yes">Yes</button></form>`;

const taken = (html: string, step: FormStep) => takeStep(openPage(URL_OF_PAGE, html), step);

describe('a step of the login', () => {
  it('fills in, ticks, clears and presses', () => {
    const request = taken(LOGIN, {
      form: '#f',
      fill: { '[name=user]': 'ann', '[name=pw]': PASSWORD },
      check: ['[name=who][value="2"]'],
      uncheck: ['[name=keep]'],
      click: '[value=yes]',
    });
    expect(request).toEqual({
      method: 'POST',
      url: 'https://auth.example.org/login/go',
      credentials: true,
      form: [
        ['csrf', 'a&b'],
        ['user', 'ann'],
        ['pw', secretPlaceholder(PASSWORD)],
        ['who', '2'],
        ['unit', 'k'],
        ['note', 'hi'],
        ['do', 'yes'],
      ],
    });
  });

  it('presses the first button when none is named, as Enter does', () => {
    expect(taken(LOGIN, { form: '#f' })?.form?.at(-1)).toEqual(['do', 'no']);
  });

  it('sends a form by GET in the query', () => {
    const html = '<form action="/next?old=1"><input name="a" value="b c"></form>';
    expect(taken(html, {})?.url).toBe('https://auth.example.org/next?a=b+c');
  });

  it('goes where the button says', () => {
    const html =
      '<form action="/a"><button formaction="/b" formmethod="post" name="n">x</button></form>';
    expect(taken(html, { click: 'button' })).toMatchObject({
      method: 'POST',
      url: 'https://auth.example.org/b',
      form: [['n', '']],
    });
  });

  it('sends a form without action to the page itself', () => {
    expect(taken('<form method="post"></form>', {})?.url).toBe(URL_OF_PAGE);
  });

  it('resolves against the base of the page', () => {
    const html = '<base href="https://other.example/x/"><form method="post" action="y"></form>';
    expect(taken(html, {})?.url).toBe('https://other.example/x/y');
  });

  it('follows a link', () => {
    expect(taken('<a class="go" href="../there">Go</a>', { follow: 'a.go' })?.url).toBe(
      'https://auth.example.org/there',
    );
  });

  it.each([
    ['a form that is not there', { form: '#other' }],
    ['a field that is not there', { fill: { '[name=other]': 'x' } }],
    ['a link that is not there', { follow: 'a' }],
  ])('does not fit %s', (_case, step) => {
    expect(taken(LOGIN, step)).toBeUndefined();
  });

  it('does not fit a page without a form', () => {
    expect(taken('<p>Error', {})).toBeUndefined();
  });
});

describe('a page that goes on by itself', () => {
  it.each([
    [
      'a refresh',
      '<meta http-equiv="Refresh" content="0; url=\'/next\'">',
      'https://auth.example.org/next',
    ],
    [
      'a form that a script sends off',
      '<body onload="document.forms[0].submit()"><form method="post" action="/x"><input type="hidden" name="a" value="b"></form>',
      'https://auth.example.org/x',
    ],
    [
      'a form that asks for something',
      '<script>f.submit()</script><form action="/x"><input name="a"></form>',
      undefined,
    ],
    ['nothing', '<p>Hello', undefined],
  ])('%s', (_case, html, url) => {
    expect(ownWayOn(openPage(URL_OF_PAGE, html))?.url).toBe(url);
  });
});

describe('the words on a page', () => {
  it('are those that a person reads', () => {
    const { title, text } = wordsOn(openPage(URL_OF_PAGE, LOGIN));
    expect(title).toBe('Sign in');
    expect(text).not.toContain('secret()');
    expect(text).toContain('Yes');
  });
});
