interface FormLoginStep {
  readonly form?: string;
  readonly fill?: Readonly<Record<string, unknown>>;
  readonly check?: readonly string[];
  readonly uncheck?: readonly string[];
  readonly optional?: boolean;
}

interface FormLogin {
  readonly driver: 'form';
  readonly steps: readonly FormLoginStep[];
  readonly launcher?: { readonly url: string; readonly steps: readonly FormLoginStep[] };
  readonly revoker?: { readonly url: string; readonly steps: readonly FormLoginStep[] };
}

const rowOf = ({ check = [] }: FormLoginStep): string =>
  `tr[data-patient="${(check[0] ?? '').replace('#patient-', '')}"]`;

/** The same step where a script builds the pages and no form is on them. */
function onScriptedPage(step: FormLoginStep): readonly object[] {
  const { fill = {}, check = [], uncheck = [], optional } = step;
  switch (step.form) {
    case '#login':
      return [
        {
          fill: { '#user-name': fill['#username'], '#pass-word': fill['#password'] },
          click: '#sign-in-button',
          ...(optional === undefined ? {} : { optional }),
        },
      ];
    case '#patient-picker':
      return [{ click: rowOf(step) }, { click: '#continue' }];
    case '#consent':
      return [
        {
          waitFor: '#allow-button',
          choose: { '#duration': 'Until I take it back' },
          uncheck,
          check,
          click: '#allow-button',
        },
      ];
    case '#launcher':
      return [{ click: rowOf(step) }];
    case '#manage':
      // The one page that stays a form; what it says at the end is waited for.
      return [{ fill, check, click: '#take-back' }, { expectText: 'Taken back' }];
    default:
      throw new Error(`no scripted page has "${step.form}"`);
  }
}

/** A login through forms as one in a browser, through the pages that a script builds. */
export const scriptedLogin = ({ steps, launcher, revoker }: FormLogin): object => ({
  driver: 'browser',
  steps: steps.flatMap(onScriptedPage),
  ...(launcher === undefined
    ? {}
    : { launcher: { url: launcher.url, steps: launcher.steps.flatMap(onScriptedPage) } }),
  ...(revoker === undefined
    ? {}
    : { revoker: { url: revoker.url, steps: revoker.steps.flatMap(onScriptedPage) } }),
});

const isFormLogin = (login: unknown): login is FormLogin =>
  (login as { driver?: unknown } | undefined)?.driver === 'form';

/** Clients of a configuration, those that log in through forms turned to the browser. */
export const scriptedClients = (clients: Readonly<Record<string, object>>): object =>
  Object.fromEntries(
    Object.entries(clients).map(([role, client]) => {
      const { login } = client as { login?: unknown };
      return [role, isFormLogin(login) ? { ...client, login: scriptedLogin(login) } : client];
    }),
  );
