import type { Breakage } from '../faults.ts';
import { json, type Incoming, type Reply } from '../http.ts';
import { refusal } from '../outcome.ts';
import type { Store } from '../store.ts';
import { authorize, choosePatient, decide, login } from './authorize.ts';
import type { ClientKeys } from './client-keys.ts';
import type { Client, User } from './clients.ts';
import { oauthError } from './client-authentication.ts';
import { introspect, revoke } from './introspection.ts';
import { openIdConfiguration } from './discovery.ts';
import { asScripted, portalScript } from './scripted-pages.ts';
import type { LoginPages } from './login-pages.ts';
import { launcher } from './launcher.ts';
import { manage } from './manage.ts';
import { jwks, type Signer } from './signer.ts';
import { exchange } from './token-endpoint.ts';
import type { Authorization, TokenBook } from './token-book.ts';

export interface Launched {
  readonly patient: string;
  readonly encounter?: string;
}

/** An authorization request on its way through the pages. */
export interface PendingRequest {
  readonly id: string;
  readonly client: Client;
  readonly redirectUri: string;
  readonly state: string;
  readonly scopes: readonly string[];
  readonly challenge: string;
  /** The challenge is the verifier itself (RFC 7636, 4.2), which SMART forbids. */
  readonly plain: boolean;
  readonly issuer: string;
  readonly fhirBaseUrl: string;
  readonly nonce?: string;
  readonly launched?: Launched;
  patient?: string | undefined;
  encounter?: string | undefined;
}

export interface IssuedCode {
  readonly challenge: string;
  readonly plain: boolean;
  readonly redirectUri: string;
  readonly expiresAt: number;
  readonly authorization: Authorization;
  /** Set once the code was exchanged: a second use revokes what the first gave. */
  usedFor: Authorization | undefined;
}

export interface OAuthContext {
  readonly store: Store;
  readonly tokens: TokenBook;
  readonly breakage: Breakage;
  readonly clients: ReadonlyMap<string, Client>;
  readonly users: ReadonlyMap<string, User>;
  readonly signer: Signer;
  readonly now: () => number;
  readonly lifetimeSeconds: number;
  readonly smart: '2.0.0' | '2.2.0';
  readonly pending: Map<string, PendingRequest>;
  readonly codes: Map<string, IssuedCode>;
  readonly sessions: Map<string, User>;
  readonly launches: Map<string, Launched>;
  readonly usedAssertions: Set<string>;
  readonly clientKeys: ClientKeys;
  /** How people see the login: pages of forms, or a portal that a script builds. */
  readonly pages: LoginPages;
}

/** Answers a request below the authorization server's path. */
export async function answerOAuth(
  context: OAuthContext,
  incoming: Incoming,
  path: string,
): Promise<Reply> {
  const reply = await answerAt(context, incoming, path);
  return context.pages.scripted ? asScripted(reply, incoming) : reply;
}

async function answerAt(context: OAuthContext, incoming: Incoming, path: string): Promise<Reply> {
  const { broken } = context.breakage;
  const posted = incoming.method === 'POST';
  switch (path) {
    case '/authorize':
      return authorize(context, incoming);
    case '/login':
      return posted ? login(context, incoming) : notHere();
    case '/patient':
      return posted ? choosePatient(context, incoming) : notHere();
    case '/consent':
      return posted ? decide(context, incoming) : notHere();
    case '/token':
      return exchange(context, incoming);
    case '/introspect':
      return posted ? await introspect(context, incoming) : notHere();
    case '/revoke':
      return posted ? await revoke(context, incoming) : notHere();
    case '/jwks.json':
      return broken('jwks-missing') ? notHere() : json(200, jwks(context.signer, context.breakage));
    case '/style.json':
      return broken('style-url-missing') ? notHere() : json(200, STYLE);
    case '/portal.js':
      return context.pages.scripted ? portalScript() : notHere();
    case '/launcher':
      return launcher(context, incoming);
    case '/manage':
      return manage(context, incoming);
    case '/register':
      return oauthError(403, 'access_denied', 'Apps are registered by hand here.');
    case '/.well-known/openid-configuration':
      return openIdConfiguration(incoming.urls, context.breakage);
    default:
      return notHere();
  }
}

const notHere = (): Reply => refusal(404, 'not-found', 'There is nothing here.');

/** Colours and sizes for apps that want to look alike (SMART App Launch 2, smart_style_url). */
const STYLE = {
  color_background: '#edeae3',
  color_error: '#9e2d2d',
  color_highlight: '#69b5ce',
  color_modal_backdrop: '',
  color_success: '#498e49',
  color_text: '#303030',
  dim_border_radius: '6px',
  dim_font_size: '13px',
  dim_spacing_size: '20px',
  font_family_body: "Georgia, Times, 'Times New Roman', serif",
  font_family_heading: "'HelveticaNeue-Light', Helvetica, Arial, sans-serif",
};
