import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JWK } from 'jose';

/** An app that talks to the sandbox by plain fetch; for the sandbox's own tests. */

interface WrittenConfig {
  readonly target: { readonly fhirBaseUrl: string };
  readonly auth: {
    readonly clients: {
      readonly standalone: {
        readonly clientId: string;
        readonly clientSecret: { readonly file: string };
        readonly redirectUri: string;
        readonly scopes: string;
        readonly login: { readonly steps: readonly LoginStep[] };
      };
    };
  };
}

interface LoginStep {
  readonly fill?: Readonly<Record<string, string | { readonly file: string }>>;
  readonly check?: readonly string[];
}

export interface Endpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly introspection_endpoint: string;
  readonly revocation_endpoint: string;
}

/** What an authorization attempt came to. */
export interface Callback {
  readonly status: number;
  readonly url?: URL;
  /** The page at which the attempt stopped short of the app. */
  readonly page: string;
  /** Every page on the way. */
  readonly pages: readonly string[];
}

export interface AuthorizeOptions {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly omit?: readonly string[];
  readonly method?: 'GET' | 'POST';
  readonly user?: string;
  readonly password?: string;
  readonly patient?: string;
  readonly decision?: 'allow' | 'deny';
  readonly others?: boolean;
  /** Scopes that the user takes the tick from. */
  readonly untick?: readonly string[];
  /** Offered scopes that the user ticks. */
  readonly tick?: readonly string[];
}

export class AppClient {
  readonly config: WrittenConfig;
  readonly base: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: string;
  readonly verifier = randomBytes(32).toString('base64url');
  readonly #cookies: string[] = [];

  constructor(config: object) {
    this.config = config as WrittenConfig;
    const { clientId, redirectUri, scopes } = this.config.auth.clients.standalone;
    this.base = this.config.target.fhirBaseUrl;
    this.clientId = clientId;
    this.redirectUri = redirectUri;
    this.scopes = scopes;
  }

  get secret(): string {
    return readFileSync(this.config.auth.clients.standalone.clientSecret.file, 'utf8');
  }

  get password(): string {
    const fill = this.config.auth.clients.standalone.login.steps[0]?.fill?.['#password'];
    return typeof fill === 'object' ? readFileSync(fill.file, 'utf8') : '';
  }

  /** The password of the user who may see every patient. */
  get practitionerPassword(): string {
    const { file } = this.config.auth.clients.standalone.clientSecret;
    return readFileSync(join(dirname(file), 'practitioner-password'), 'utf8');
  }

  /** The key of the clients that sign their requests. */
  get key(): JWK {
    const { file } = this.config.auth.clients.standalone.clientSecret;
    return JSON.parse(readFileSync(join(dirname(file), 'client-key.jwk'), 'utf8')) as JWK;
  }

  get challenge(): string {
    return createHash('sha256').update(this.verifier).digest('base64url');
  }

  async endpoints(): Promise<Endpoints> {
    const answer = await fetch(`${this.base}/.well-known/smart-configuration`);
    return (await answer.json()) as Endpoints;
  }

  /** Goes through the login pages as a browser would. */
  async authorize(options: AuthorizeOptions = {}): Promise<Callback> {
    const { authorization_endpoint: endpoint } = await this.endpoints();
    const parameters = new URLSearchParams({
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      scope: this.scopes,
      state: 'a-state',
      aud: this.base,
      code_challenge: this.challenge,
      code_challenge_method: 'S256',
      ...options.parameters,
    });
    for (const name of options.omit ?? []) parameters.delete(name);
    const url = new URL(endpoint);
    let answer =
      options.method === 'POST'
        ? await this.#send(url, parameters)
        : await this.#send(new URL(`${url.href}?${parameters.toString()}`));
    const pages: string[] = [];
    let at = url;
    for (let hop = 0; hop < 8; hop += 1) {
      const location = answer.headers.get('location');
      if (location !== null)
        return { status: answer.status, url: new URL(location), page: '', pages };
      const page = await answer.text();
      pages.push(page);
      const next = this.#fillIn(page, options);
      if (answer.status >= 400 || next === undefined) return { status: answer.status, page, pages };
      at = new URL(next.action, at);
      answer = await this.#send(at, next.form);
    }
    return { status: 0, page: 'too many pages', pages };
  }

  #fillIn(page: string, options: AuthorizeOptions) {
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) return undefined;
    const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const form = new URLSearchParams({ request });
    if (action === 'login') {
      form.set('username', options.user ?? 'jonas');
      form.set('password', options.password ?? this.password);
    }
    if (action === 'patient') form.set('patient', options.patient ?? 'eleanor-voss');
    if (action === 'consent') {
      for (const [, scope = ''] of page.matchAll(/name="scope" value="([^"]+)" checked/g)) {
        if (!(options.untick ?? []).includes(scope)) form.append('scope', scope);
      }
      for (const scope of options.tick ?? []) form.append('scope', scope);
      if (options.others === true) form.set('others', 'yes');
      form.set('decision', options.decision ?? 'allow');
    }
    return { action, form };
  }

  async #send(url: URL, form?: URLSearchParams): Promise<Response> {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.#cookies.join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const cookie of answer.headers.getSetCookie())
      this.#cookies.push(cookie.split(';')[0] ?? '');
    return answer;
  }

  /** A code of a fresh authorization. */
  async code(options: AuthorizeOptions = {}): Promise<string> {
    const { url, page } = await this.authorize(options);
    const code = url?.searchParams.get('code');
    if (code === null || code === undefined) throw new Error(`No code: ${url?.href} ${page}`);
    return code;
  }

  /** A token request; client authentication by HTTP Basic unless headers say otherwise. */
  async token(
    form: Readonly<Record<string, string>>,
    authorization = `Basic ${Buffer.from(`${this.clientId}:${this.secret}`).toString('base64')}`,
  ): Promise<Response> {
    const { token_endpoint: endpoint } = await this.endpoints();
    return fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: authorization === '' ? {} : { authorization },
    });
  }

  async exchange(
    code: string,
    form: Readonly<Record<string, string>> = { code_verifier: this.verifier },
  ): Promise<Response> {
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.redirectUri,
      ...form,
    });
  }

  /** The whole launch: the token response's body. */
  async launch(options: AuthorizeOptions = {}): Promise<Record<string, unknown>> {
    const answer = await this.exchange(await this.code(options));
    return (await answer.json()) as Record<string, unknown>;
  }

  /** GET below the FHIR base, with a token. */
  async get(path: string, token?: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${this.base}/${path}`, {
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${String(token)}` }),
        ...headers,
      },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: objectIn(text), text };
  }
}

const objectIn = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Pages of HTML and garbled answers have no members.
    return {};
  }
};
