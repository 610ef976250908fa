import type { Reply } from '../http.ts';
import {
  consentPage,
  type ConsentView,
  launcherPage,
  loginPage,
  type PatientChoice,
  patientPage,
} from './pages.ts';
import { viewReply } from './scripted-pages.ts';

/** The pages that people meet on the way through a login. */
export interface LoginPages {
  /** Built in the browser by a script, as portals do. */
  readonly scripted: boolean;
  readonly login: (request: string, failed: boolean) => Reply;
  readonly patient: (request: string, patients: readonly PatientChoice[]) => Reply;
  readonly consent: (view: ConsentView) => Reply;
  readonly launcher: (launchUri: string, patients: readonly PatientChoice[]) => Reply;
}

export type PagesKind = 'forms' | 'script';

const FORMS: LoginPages = {
  scripted: false,
  login: loginPage,
  patient: patientPage,
  consent: consentPage,
  launcher: launcherPage,
};

const SCRIPT: LoginPages = {
  scripted: true,
  login: (request, failed) => viewReply({ kind: 'login', request, failed }),
  patient: (request, patients) => viewReply({ kind: 'patient', request, patients }),
  consent: (view) => viewReply({ ...view, kind: 'consent' }),
  launcher: (launchUri, patients) => viewReply({ kind: 'launcher', launchUri, patients }),
};

/** Pages of forms, or pages without a single one. */
export const loginPages = (kind: PagesKind): LoginPages => (kind === 'script' ? SCRIPT : FORMS);
