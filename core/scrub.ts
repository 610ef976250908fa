import type { Headers } from './exchange.ts';
import type { SecretKind, SecretVault } from './secrets.ts';

/** Names under which OAuth 2.0, OpenID Connect and SMART hand out what must not be kept. */
const SECRET_NAMES: Readonly<Record<string, SecretKind>> = {
  access_token: 'access_token',
  refresh_token: 'refresh_token',
  id_token: 'signature',
  id_token_hint: 'signature',
  code: 'code',
  client_secret: 'secret',
  client_assertion: 'jwt',
  registration_access_token: 'access_token',
  token: 'access_token',
  password: 'secret',
  code_verifier: 'random',
};

const NAMES = Object.keys(SECRET_NAMES).join('|');
const JSON_MEMBER = new RegExp(`"(${NAMES})"(\\s*:\\s*)"((?:[^"\\\\]|\\\\.)*)"`, 'g');
const URL_PARAMETER = new RegExp(`([?&#;])(${NAMES})=([^&#"'<>\\s\\\\]+)`, 'g');
const INPUT = /<input\b[^>]*>/gi;
const JWT = /\beyJ[\w-]{8,}\.([\w-]{8,})\.[\w-]{8,}/g;
const COMPACT_JWS = /^([\w-]+\.[\w-]+)\.([\w-]+)$/;

/** An id_token keeps header and claims, which checks read, and loses what makes it usable. */
function hideValue(vault: SecretVault, name: string, value: string): string {
  const kind = SECRET_NAMES[name] ?? 'secret';
  if (kind !== 'signature') return vault.hide(kind, value);
  const parts = COMPACT_JWS.exec(value);
  if (parts === null) return vault.hide('secret', value);
  return `${parts[1]}.${vault.hide('signature', parts[2] ?? '')}`;
}

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
};

/** Replaces secrets in the parameters of any URL that stands in a text. */
const scrubParameters = (vault: SecretVault, text: string): string =>
  text.replace(
    URL_PARAMETER,
    (_all, before: string, name: string, value: string) =>
      `${before}${name}=${hideValue(vault, name, decoded(value))}`,
  );

const unquoted = (jsonText: string): string => {
  try {
    return JSON.parse(`"${jsonText}"`) as string;
  } catch {
    return jsonText;
  }
};

const scrubMembers = (vault: SecretVault, text: string): string =>
  text.replace(
    JSON_MEMBER,
    (_all, name: string, colon: string, value: string) =>
      `"${name}"${colon}${JSON.stringify(hideValue(vault, name, unquoted(value)))}`,
  );

const scrubInputs = (vault: SecretVault, text: string): string =>
  text.replace(INPUT, (input) => {
    const name = /\bname\s*=\s*["']?([\w-]+)/i.exec(input)?.[1] ?? '';
    if (SECRET_NAMES[name] === undefined) return input;
    return input.replace(
      /(\bvalue\s*=\s*)(["'])(.*?)\2/i,
      (_all, start: string, quote: string, value: string) =>
        `${start}${quote}${hideValue(vault, name, value)}${quote}`,
    );
  });

const scrubTokens = (vault: SecretVault, text: string): string =>
  text.includes('eyJ')
    ? text.replace(JWT, (token, _payload, at: number) =>
        // An id_token whose signature is already gone does not match: its third part has a prefix.
        text.startsWith('redacted-', at + token.lastIndexOf('.') + 1)
          ? token
          : vault.hide('jwt', token),
      )
    : text;

const isFhirResource = (text: string): boolean =>
  /^\s*\{/.test(text) && text.includes('"resourceType"');

/**
 * A response body as it may be kept. FHIR resources are searched only for secrets already known:
 * `code` and `token` are everyday words in them.
 */
export function scrubBody(vault: SecretVault, body: string): string {
  if (isFhirResource(body)) return vault.conceal(body);
  const structural = scrubParameters(vault, scrubInputs(vault, scrubMembers(vault, body)));
  return vault.conceal(scrubTokens(vault, structural));
}

const scrubCookie = (vault: SecretVault, value: string): string =>
  value.replace(
    /^(\s*[^=;]+=)([^;]*)/,
    (_all, name: string, secret: string) => name + vault.hide('cookie', secret),
  );

/** Response headers as they may be kept. */
export const scrubHeaders = (vault: SecretVault, headers: Headers): Headers =>
  headers.map(([name, value]) => {
    if (name.toLowerCase() === 'set-cookie') return [name, scrubCookie(vault, value)];
    return [name, vault.conceal(scrubTokens(vault, scrubParameters(vault, value)))];
  });

/** A URL as it may be kept. */
export const scrubUrl = (vault: SecretVault, url: string): string =>
  vault.conceal(scrubParameters(vault, url));

/** Words of a page as they may be kept. */
export const scrubText = (vault: SecretVault, text: string): string =>
  vault.conceal(scrubTokens(vault, scrubParameters(vault, text)));

/** The value of a parameter as it may be kept: hidden where its name says that it is a secret. */
export const scrubValue = (vault: SecretVault, name: string, value: string): string =>
  SECRET_NAMES[name] === undefined
    ? vault.conceal(scrubTokens(vault, value))
    : hideValue(vault, name, value);
