import type { Headers } from './exchange.ts';
import type { Ask } from './probe.ts';
import type { SecretVault } from './secrets.ts';
import type { WireRequest } from './http-port.ts';

/** A request as it is kept (placeholders) beside the one that is sent (true values). */
export interface PreparedRequest {
  readonly kept: WireRequest;
  readonly wire: WireRequest;
}

const formPairs = (form: NonNullable<Ask['form']>): readonly (readonly [string, string])[] =>
  Array.isArray(form) ? form : Object.entries(form as Readonly<Record<string, string>>);

const encodeForm = (form: NonNullable<Ask['form']>, of: (value: string) => string): string =>
  new URLSearchParams(
    formPairs(form).map(([name, value]): [string, string] => [name, of(value)]),
  ).toString();

const same = (text: string): string => text;

/** RFC 6749, 2.3.1: id and secret are form-encoded before they are joined. */
const formEncoded = (value: string): string =>
  new URLSearchParams({ v: value }).toString().slice(2);

const basicHeader = ({ id, secret }: NonNullable<Ask['basic']>, vault: SecretVault): string =>
  `Basic ${Buffer.from(`${formEncoded(vault.reveal(id))}:${formEncoded(vault.reveal(secret))}`).toString('base64')}`;

function headersOf(
  ask: Ask,
  bearer: string | undefined,
  kept: boolean,
  vault: SecretVault,
): Headers {
  const given = Object.entries(ask.headers ?? {});
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const reveal = kept ? same : (value: string) => vault.reveal(value);
  const headers: [string, string][] = given.map(([name, value]) => [name, reveal(value)]);
  if (!names.has('accept')) headers.unshift(['accept', '*/*']);
  if (!names.has('user-agent')) headers.push(['user-agent', 'assay']);
  const type = contentType(ask);
  if (type !== undefined && !names.has('content-type')) headers.push(['content-type', type]);
  if (ask.basic !== undefined) {
    headers.push([
      'authorization',
      kept ? `Basic ${ask.basic.id}:${ask.basic.secret}` : basicHeader(ask.basic, vault),
    ]);
  } else if (bearer !== undefined && !names.has('authorization')) {
    headers.push(['authorization', `Bearer ${reveal(bearer)}`]);
  }
  return headers;
}

const contentType = ({ form, json }: Ask): string | undefined => {
  if (form !== undefined) return 'application/x-www-form-urlencoded';
  return json === undefined ? undefined : 'application/fhir+json';
};

const methodOf = ({ method, form, json }: Ask): string =>
  method ?? (form === undefined && json === undefined ? 'GET' : 'POST');

/** The body, its secrets spelt as `of` has them. */
function bodyOf({ form, json }: Ask, of: (value: string) => string): string | undefined {
  if (form !== undefined) return encodeForm(form, of);
  return json === undefined ? undefined : JSON.stringify(json);
}

/** Both spellings of a request; `bearer` is the placeholder of the context's access token. */
export function prepare(ask: Ask, bearer: string | undefined, vault: SecretVault): PreparedRequest {
  const spell = (kept: boolean): WireRequest => {
    const body = bodyOf(ask, kept ? same : (value) => vault.reveal(value));
    return {
      method: methodOf(ask),
      url: kept ? ask.url : vault.reveal(ask.url, encodeURIComponent),
      headers: headersOf(ask, bearer, kept, vault),
      ...(body === undefined ? {} : { body }),
    };
  };
  return { kept: spell(true), wire: spell(false) };
}

/**
 * What makes two requests the same within a run: context, method, URL, what is accepted and the
 * body. Header fields that steer the answer (`Prefer`) count too.
 */
export function requestKey(ask: Ask): string {
  if (ask.key !== undefined) return ask.key;
  const steering = Object.entries(ask.headers ?? {})
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .sort()
    .join('\n');
  const body = bodyOf(ask, same) ?? '';
  const basic = ask.basic === undefined ? '' : `${ask.basic.id}:${ask.basic.secret}`;
  return [ask.context ?? 'none', methodOf(ask), ask.url, steering, basic, body].join('|');
}
