import { json, page, type Incoming, type Reply } from '../http.ts';
import type { ConsentView, PatientChoice } from './pages.ts';

/** What the script of the portal makes a page of. */
export type View =
  | { readonly kind: 'login'; readonly request: string; readonly failed: boolean }
  | {
      readonly kind: 'patient';
      readonly request: string;
      readonly patients: readonly PatientChoice[];
    }
  | (ConsentView & { readonly kind: 'consent' })
  | {
      readonly kind: 'launcher';
      readonly launchUri: string;
      readonly patients: readonly PatientChoice[];
    };

const VIEW = 'application/x-sandbox-view+json';

/** A page that is yet to be made, here or in the browser. */
export const viewReply = (view: View): Reply => ({
  status: view.kind === 'login' && view.failed ? 401 : 200,
  headers: { 'Content-Type': VIEW },
  body: JSON.stringify(view),
});

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'";

const inScript = (text: string): string => text.replaceAll('<', '\\u003c');

const shell = (status: number, data: string): Reply =>
  page(
    status,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox portal</title><style>body{font:1rem/1.5 system-ui;margin:2rem}td,th{padding:.2rem .8rem;text-align:left}.button{display:inline-block;padding:.4rem 1rem;margin:.6rem .4rem 0 0;border:1px solid;cursor:pointer}.selected{background:#dde9f5}.off{opacity:.4}</style><script type="application/json" id="view">${inScript(data)}</script><script src="portal.js" defer></script></head><body><noscript>This portal needs JavaScript.</noscript><div id="portal">Loading…</div></body></html>`,
    { 'Content-Security-Policy': POLICY },
  );

/** The answer as the portal gives it: data to its script, an empty page with a script to others. */
export function asScripted(reply: Reply, incoming: Incoming): Reply {
  const isScript = (incoming.header('accept') ?? '').includes('application/json');
  const location = reply.headers['Location'];
  const { 'Content-Type': type, Location: _location, ...rest } = reply.headers;
  const data =
    location === undefined
      ? type === VIEW
        ? reply.body.toString()
        : undefined
      : JSON.stringify({ kind: 'go', to: location });
  if (data === undefined) return reply;
  const { status } = reply;
  const answer = isScript
    ? { ...json(status === 302 ? 200 : status, null), body: data }
    : shell(status === 302 ? 200 : status, data);
  return { ...answer, headers: { ...rest, ...answer.headers } };
}

/** The portal's script: tables row by row, buttons without forms, the way on by script. */
export const portalScript = (): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-store' },
  body: SCRIPT,
});

const SCRIPT = `'use strict';
(() => {
  const portal = document.getElementById('portal');
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'onclick') element.addEventListener('click', value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const button = (id, text, onclick) => make('div', { id, class: 'button', onclick }, text);
  const row = (...cells) => make('tr', {}, ...cells.map((cell) => make('td', {}, cell)));
  const later = (work) => setTimeout(work, 60);
  const ask = async (path, fields) => {
    portal.replaceChildren('One moment…');
    const body = new URLSearchParams(fields);
    const answer = await fetch(path, { method: 'POST', body, headers: { accept: 'application/json' } });
    const text = await answer.text();
    try { show(JSON.parse(text)); } catch { document.open(); document.write(text); document.close(); }
  };
  // As widgets do that fill a table from an array: one row after the other, some time later.
  const grow = (table, rows, done) => {
    const next = rows.shift();
    if (next === undefined) return done();
    table.append(next);
    setTimeout(() => grow(table, rows, done), 1);
  };
  const pickable = (table, patients, chosen) => grow(table, patients.map(({ id, label }) => {
    const line = make('tr', { 'data-patient': id, onclick: () => {
      for (const other of table.querySelectorAll('tr')) other.classList.remove('selected');
      line.classList.add('selected');
      chosen(id);
    } }, ...label.split(', ').map((part) => make('td', {}, part)));
    return line;
  }), () => {});
  const pages = {
    go: ({ to }) => later(() => { location.href = to; }),
    login: ({ request, failed }) => {
      document.title = 'Sign in';
      const name = make('input', { id: 'user-name', autocomplete: 'off' });
      const word = make('input', { id: 'pass-word', type: 'password' });
      const table = make('table', {});
      portal.replaceChildren(...(failed ? [make('p', { class: 'error' }, 'User name or password is wrong.')] : []), table);
      grow(table, [row('User name', name), row('Password', word)], () =>
        portal.append(button('sign-in-button', 'Sign in', () => ask('login', { request, username: name.value, password: word.value }))));
    },
    patient: ({ request, patients }) => {
      document.title = 'Whose record?';
      const table = make('table', {});
      let chosen = '';
      portal.replaceChildren(table, button('continue', 'Continue', () => chosen && ask('patient', { request, patient: chosen })));
      later(() => pickable(table, patients, (id) => { chosen = id; }));
    },
    consent: ({ request, app, scopes, offline, others }) => {
      document.title = 'Share with ' + app + '?';
      const table = make('table', {});
      const boxes = scopes.map(({ scope, ticked }) => {
        const box = make('input', { type: 'checkbox', name: 'scope', value: scope });
        box.checked = ticked;
        return box;
      });
      const share = make('input', { type: 'checkbox', id: 'share-others' });
      const duration = make('select', { id: 'duration' }, ...['Choose', 'Until I take it back'].map((text, at) =>
        make('option', { value: at === 0 ? '' : 'keep' }, text)));
      const decide = (decision) => {
        if (decision === 'allow' && duration.value === '') return;
        ask('consent', [['request', request], ['decision', decision], ...(share.checked ? [['others', 'yes']] : []),
          ...boxes.filter((box) => box.checked).map((box) => ['scope', box.value])]);
      };
      portal.replaceChildren(make('h1', {}, app + ' asks for:'), table);
      grow(table, scopes.map(({ says, scope }, at) => row(boxes[at], says, scope)), () => {
        if (offline) portal.append(make('p', { id: 'offline-notice' }, 'This app asks for offline access: it keeps access when you are not using it, until you take it back.'));
        if (others.length > 0) portal.append(make('p', {}, share, 'Share the other records in the same way'));
        portal.append(make('p', {}, 'For how long? ', duration), button('allow-button', 'Allow', () => decide('allow')), button('deny-button', 'Deny', () => decide('deny')));
      });
    },
    launcher: ({ launchUri, patients }) => {
      document.title = 'Open an app';
      const table = make('table', {});
      portal.replaceChildren(make('h1', {}, 'Open ' + launchUri), table);
      later(() => pickable(table, patients, async (patient) => {
        const opened = window.open('about:blank');
        const answer = await fetch('launcher', { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams({ launch_uri: launchUri, patient }) });
        const { to } = await answer.json();
        if (opened) opened.location.href = to; else location.href = to;
      }));
    },
  };
  const show = (view) => pages[view.kind](view);
  later(() => show(JSON.parse(document.getElementById('view').textContent)));
})();
`;
