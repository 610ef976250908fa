import { load, type CheerioAPI } from 'cheerio';
import type { FormStep } from '../../core/config.ts';
import { secretPlaceholder } from '../../core/secrets.ts';

/** The next request of a browser: a link followed or a form submitted. */
export interface PageRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly form?: readonly (readonly [string, string])[];
  /** Carries values from the configuration, so it may go to trusted origins only. */
  readonly credentials: boolean;
}

type Selection = ReturnType<CheerioAPI>;

/** A page as received by the login driver. */
export interface Page {
  readonly url: string;
  readonly $: CheerioAPI;
}

const LONGEST_EXCERPT = 300;

const shortened = (text: string): string => {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > LONGEST_EXCERPT ? `${plain.slice(0, LONGEST_EXCERPT)}…` : plain;
};

export const openPage = (url: string, html: string): Page => ({ url, $: load(html) });

/** All that a person would read on the page. */
export function readableOn({ $ }: Page): string {
  const body = $('body').clone();
  body.find('script, style, noscript, template').remove();
  // Elements stand apart on the page, and so do their words.
  body.find('*').after(' ');
  return body.text().replace(/\s+/g, ' ').trim();
}

/** What a person would read first, for the report. */
export function wordsOn(page: Page): { readonly title: string; readonly text: string } {
  const title = shortened(page.$('title').first().text());
  const text = shortened(readableOn(page));
  return { title, text: text.startsWith(title) ? text.slice(title.length).trim() : text };
}

const USABLE = 'input:not([type="hidden"]), select, textarea, button, a[href]';
const MOST_USABLE = 60;

/** What can be filled, chosen or pressed on a page, each with a selector that finds it. */
export const usableOn = ({ $ }: Page): readonly { selector: string; what: string }[] =>
  $(USABLE)
    .slice(0, MOST_USABLE)
    .toArray()
    .map((node) => {
      const element = $(node);
      const [id, name, type] = ['id', 'name', 'type'].map((key) => element.attr(key));
      const tag = node.tagName.toLowerCase();
      const value = element.attr('value');
      const chosen = type === 'radio' || type === 'checkbox';
      const named = `${tag}[name="${name}"]${chosen && value !== undefined ? `[value="${value}"]` : ''}`;
      const words =
        element.text().trim() || element.attr('aria-label') || element.attr('placeholder');
      return {
        selector: id !== undefined ? `#${id}` : name !== undefined ? named : tag,
        what: `${type === undefined ? tag : `${tag} ${type}`} "${(words ?? '').slice(0, 60)}"`,
      };
    });

const absolute = (href: string | undefined, page: Page): string | undefined => {
  const base = page.$('base[href]').first().attr('href');
  const against = base === undefined ? page.url : (URL.parse(base, page.url)?.href ?? page.url);
  const url = URL.parse(href ?? '', against);
  return url === null ? undefined : url.href;
};

const selectorsOf = ({ fill = {}, check = [], uncheck = [], click }: FormStep): string[] => [
  ...Object.keys(fill),
  ...check,
  ...uncheck,
  ...(click === undefined ? [] : [click]),
];

const formAround = ({ $ }: Page, element: Selection): Selection => {
  const named = element.attr('form');
  const form = named === undefined ? element.closest('form') : $(`form#${named}`);
  return form.length > 0 ? form : element.find('form').first();
};

const formOf = (page: Page, step: FormStep): Selection => {
  const { $ } = page;
  const [first] = selectorsOf(step);
  if (step.form !== undefined) return formAround(page, $(step.form).first());
  return first === undefined ? $('form').first() : formAround(page, $(first).first());
};

function tick({ $ }: Page, selector: string): void {
  for (const element of $(selector).toArray()) {
    const control = $(element);
    if (control.attr('type')?.toLowerCase() === 'radio') {
      const name = control.attr('name');
      const group = control.closest('form').find('input[type="radio"]');
      group.filter((_at, other) => $(other).attr('name') === name).removeAttr('checked');
    }
    if (control.attr('value') === undefined) control.attr('value', 'on');
    control.attr('checked', 'checked');
  }
}

function fillIn(page: Page, step: FormStep): void {
  const { $ } = page;
  for (const [selector, value] of Object.entries(step.fill ?? {})) {
    $(selector)
      .first()
      .val(typeof value === 'string' ? value : secretPlaceholder(value));
  }
  for (const selector of step.uncheck ?? []) $(selector).removeAttr('checked');
  for (const selector of step.check ?? []) tick(page, selector);
}

const SUBMITS = 'button:not([type]), button[type="submit"], input[type="submit"]';

/** The request that submitting a form makes, as a browser would word it (HTML, 4.10.21). */
function submitted(
  page: Page,
  form: Selection,
  click: string | undefined,
): PageRequest | undefined {
  const { $ } = page;
  const button = click === undefined ? form.find(SUBMITS).first() : $(click).first();
  const pairs = form.serializeArray().map(({ name, value }) => [name, value] as const);
  const pressed = button.attr('name');
  const fields =
    pressed === undefined || pressed === ''
      ? pairs
      : [...pairs, [pressed, button.attr('value') ?? ''] as const];
  const action = button.attr('formaction') ?? form.attr('action') ?? '';
  const url = absolute(action === '' ? page.url : action, page);
  if (url === undefined) return undefined;
  const method = (button.attr('formmethod') ?? form.attr('method') ?? 'get').toLowerCase();
  if (method === 'post') return { method: 'POST', url, form: fields, credentials: false };
  const target = new URL(url);
  target.search = new URLSearchParams(
    fields.map(([name, value]): [string, string] => [name, value]),
  ).toString();
  return { method: 'GET', url: target.href, credentials: false };
}

/** What a step makes of a page; undefined where it does not fit the page. */
export function takeStep(page: Page, step: FormStep): PageRequest | undefined {
  const { $ } = page;
  if (step.follow !== undefined) {
    const url = absolute($(step.follow).first().attr('href'), page);
    return $(step.follow).length === 0 || url === undefined
      ? undefined
      : { method: 'GET', url, credentials: false };
  }
  const wanted = step.form === undefined ? selectorsOf(step) : [step.form, ...selectorsOf(step)];
  if (wanted.some((selector) => $(selector).length === 0)) return undefined;
  const form = formOf(page, step);
  if (form.length === 0) return undefined;
  fillIn(page, step);
  const request = submitted(page, form, step.click);
  return request && { ...request, credentials: Object.keys(step.fill ?? {}).length > 0 };
}

/**
 * Where a page goes on without a person: a refresh named in the page, or a form of hidden fields
 * that a script sends off, as identity providers use between two hosts.
 */
export function ownWayOn(page: Page): PageRequest | undefined {
  const { $ } = page;
  const refresh = $('meta[http-equiv]')
    .filter((_at, meta) => $(meta).attr('http-equiv')?.toLowerCase() === 'refresh')
    .first()
    .attr('content');
  const named = /;\s*url\s*=\s*["']?([^"']+)/i.exec(refresh ?? '')?.[1];
  const url = named === undefined ? undefined : absolute(named.trim(), page);
  if (url !== undefined) return { method: 'GET', url, credentials: false };
  const form = $('form');
  const asksForInput =
    form.find('input, select, textarea').filter(':not([type="hidden"], [type="submit"])').length >
    0;
  const scripts = `${$('script').text()} ${$('body').attr('onload') ?? ''}`;
  return form.length === 1 && !asksForInput && /\.submit\s*\(/.test(scripts)
    ? submitted(page, form, undefined)
    : undefined;
}
