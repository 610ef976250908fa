import { page, type Reply } from '../http.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '');

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1b2733}' +
  'h1{font-size:1.4rem}label{display:block;margin:.4rem 0}input[type=text],input[type=password]{display:block;width:100%;padding:.4rem}' +
  'button{padding:.5rem 1.2rem;margin:.8rem .6rem 0 0}.error{color:#9b1c1c}code{font-size:.9em}';

const framed = (title: string, content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>${content}</body></html>`;

/** The page at which a flow ends that must not be sent back to the app. */
export const errorPage = (status: number, code: string, message: string): Reply =>
  page(
    status,
    framed(
      'This app cannot be let in',
      `<p class="error" id="error" data-error="${escaped(code)}">${escaped(message)}</p><p>Error code: <code>${escaped(code)}</code>. Close this window and go back to the app.</p>`,
    ),
  );

/** A page that only says something. */
export const noticePage = (title: string, message: string): Reply =>
  page(200, framed(title, `<p>${escaped(message)}</p>`));

const hidden = (request: string): string =>
  `<input type="hidden" name="request" value="${escaped(request)}">`;

/** User name and password. */
export const loginPage = (request: string, failed: boolean): Reply =>
  page(
    failed ? 401 : 200,
    framed(
      'Sign in to Sandbox EHR',
      `${failed ? '<p class="error" id="login-error" role="alert">User name or password is wrong.</p>' : ''}<form id="login" method="post" action="login">${hidden(request)}<label for="username">User name<input type="text" id="username" name="username" autocomplete="username"></label><label for="password">Password<input type="password" id="password" name="password" autocomplete="current-password"></label><button type="submit" id="sign-in" name="action" value="sign-in">Sign in</button></form>`,
    ),
  );

export interface PatientChoice {
  readonly id: string;
  readonly label: string;
}

const radios = (patients: readonly PatientChoice[]): string =>
  patients
    .map(
      ({ id, label }) =>
        `<label for="patient-${escaped(id)}"><input type="radio" id="patient-${escaped(id)}" name="patient" value="${escaped(id)}"> ${escaped(label)}</label>`,
    )
    .join('');

/** Whose record to share. */
export const patientPage = (request: string, patients: readonly PatientChoice[]): Reply =>
  page(
    200,
    framed(
      'Whose record?',
      `<form id="patient-picker" method="post" action="patient">${hidden(request)}<fieldset><legend>Choose a patient</legend>${radios(patients)}</fieldset><button type="submit" id="choose-patient" name="action" value="choose">Continue</button></form>`,
    ),
  );

/** Which app to take back what it was given. */
export const managePage = (apps: readonly PatientChoice[], failed: boolean): Reply =>
  page(
    failed ? 401 : 200,
    framed(
      'Apps that you let in',
      `${failed ? '<p class="error" id="manage-error" role="alert">User name or password is wrong.</p>' : ''}<form id="manage" method="post" action="manage"><label for="username">User name<input type="text" id="username" name="username" autocomplete="username"></label><label for="password">Password<input type="password" id="password" name="password" autocomplete="current-password"></label><fieldset><legend>Take back what you gave</legend>${apps
        .map(
          ({ id, label }) =>
            `<label for="app-${escaped(id)}"><input type="radio" id="app-${escaped(id)}" name="app" value="${escaped(id)}"> ${escaped(label)}</label>`,
        )
        .join(
          '',
        )}</fieldset><button type="submit" id="take-back" name="action" value="take-back">Take back</button></form>`,
    ),
  );

/** Which patient's record the app is opened on. */
export const launcherPage = (launchUri: string, patients: readonly PatientChoice[]): Reply =>
  page(
    200,
    framed(
      'Open an app',
      `<form id="launcher" method="post" action="launcher"><input type="hidden" name="launch_uri" value="${escaped(launchUri)}"><fieldset><legend>On whose record?</legend>${radios(patients)}</fieldset><button type="submit" id="open-app" name="action" value="open">Open ${escaped(launchUri)}</button></form>`,
    ),
  );

export interface ConsentView {
  readonly request: string;
  readonly app: string;
  readonly scopes: readonly ScopeOffer[];
  readonly offline: boolean;
  /** Other patients of the same user, whose records can be shared along. */
  readonly others: readonly PatientChoice[];
}

export interface ScopeOffer {
  readonly scope: string;
  readonly says: string;
  readonly ticked: boolean;
}

/** What to share, and for how long. */
export const consentPage = ({ request, app, scopes, offline, others }: ConsentView): Reply =>
  page(
    200,
    framed(
      `Share with ${app}?`,
      `<form id="consent" method="post" action="consent">${hidden(request)}<p>${escaped(app)} asks for:</p><fieldset><legend>What to share</legend>${scopes
        .map(
          ({ scope, says, ticked }, index) =>
            `<label for="scope-${index}"><input type="checkbox" id="scope-${index}" name="scope" value="${escaped(scope)}"${ticked ? ' checked' : ''}> ${escaped(says)} <code>${escaped(scope)}</code></label>`,
        )
        .join('')}</fieldset>${
        offline
          ? '<p id="offline-notice">This app asks for <strong>offline access</strong>: it keeps access when you are not using it, until you take it back.</p>'
          : ''
      }${
        others.length === 0
          ? ''
          : `<label for="share-others"><input type="checkbox" id="share-others" name="others" value="yes"> Share the records of ${escaped(others.map(({ label }) => label).join(' and '))} in the same way</label>`
      }<button type="submit" id="allow" name="decision" value="allow">Allow</button><button type="submit" id="deny" name="decision" value="deny">Deny</button></form>`,
    ),
  );
