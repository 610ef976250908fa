import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { ELEANOR } from './data/people.ts';
import { typeRows } from './search-parameters.ts';

/** Public and private half of a key, as JWKs. */
export interface KeyPair {
  readonly publicKey: JWK;
  readonly privateKey: JWK;
}

async function generated(alg: 'RS384' | 'ES384', kid: string): Promise<KeyPair> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const about = { kid, alg, use: 'sig' };
  return {
    publicKey: { ...(await exportJWK(pair.publicKey)), ...about },
    privateKey: { ...(await exportJWK(pair.privateKey)), ...about },
  };
}

let rsa: Promise<KeyPair> | undefined;

/** Made once a process: an RSA key takes longer than all else that starts a sandbox. */
export const rsaKeys = (): Promise<KeyPair> => {
  rsa ??= generated('RS384', 'assay-rsa');
  return rsa;
};

/** Where the EHR opens the app; nothing has to listen there. */
const LAUNCH_URI = 'http://127.0.0.1:4600/launch';

/** What the patient of the limited launch lets through, as certification has it. */
const ALLOWED = ['Patient', 'Condition', 'Observation'];

export interface DemoClientsAbout {
  /** The app that asks for everything, as configured. */
  readonly standalone: {
    readonly clientId: string;
    readonly clientSecret: object;
    readonly redirectUri: string;
    readonly scopes: string;
    readonly login: { readonly driver: 'form'; readonly steps: readonly object[] };
  };
  readonly issuer: string;
  /** File of a JWK Set with private keys. */
  readonly keyFile: string;
  readonly practitioner: { readonly name: string; readonly passwordFile: string };
}

const ticked = (scopes: readonly string[]): readonly string[] =>
  scopes.map((scope) => `input[value="${scope}"]`);

/** Scopes of an app that a clinician opens in the EHR. */
const userScopes = (): string =>
  [
    'launch',
    'openid',
    'fhirUser',
    'offline_access',
    ...[...typeRows.keys()].filter((type) => type !== 'Binary').map((type) => `user/${type}.rs`),
  ].join(' ');

/** The apps beside the one of the standalone launch, each as a configuration names it. */
export function demoClients({
  standalone,
  issuer,
  keyFile,
  practitioner,
}: DemoClientsAbout): Readonly<Record<string, object>> {
  const { redirectUri, scopes } = standalone;
  const [signIn, choosePatient] = standalone.login.steps;
  const consenting = (consent: object) => ({
    driver: 'form',
    steps: [signIn, choosePatient, { form: '#consent', click: '#allow', ...consent }],
  });
  const { clientId, clientSecret } = standalone;
  return {
    limited: {
      clientId,
      clientSecret,
      redirectUri,
      scopes,
      allowed: ALLOWED,
      login: consenting({
        uncheck: ['input[name="scope"][value^="patient/"]'],
        check: ticked(ALLOWED.map((type) => `patient/${type}.rs`)),
      }),
    },
    selection: {
      clientId,
      clientSecret,
      redirectUri,
      login: consenting({
        uncheck: ticked(['patient/Condition.rs', 'patient/Observation.rs']),
        check: [
          'input[value*="category="][value$="problem-list-item"]',
          'input[value$="|laboratory"]',
        ],
      }),
    },
    public: { clientId: 'assay-public', redirectUri, scopes, login: standalone.login },
    asymmetric: {
      clientId: 'assay-asymmetric',
      key: { jwk: { file: keyFile } },
      redirectUri,
      scopes,
      login: standalone.login,
    },
    ehr: {
      clientId,
      clientSecret,
      redirectUri,
      launchUri: LAUNCH_URI,
      scopes: userScopes(),
      login: {
        driver: 'form',
        launcher: {
          url: `${issuer}/launcher?launch_uri=${encodeURIComponent(LAUNCH_URI)}`,
          steps: [{ form: '#launcher', check: [`#patient-${ELEANOR}`], click: '#open-app' }],
        },
        steps: [
          {
            form: '#login',
            fill: {
              '#username': practitioner.name,
              '#password': { file: practitioner.passwordFile },
            },
            click: '#sign-in',
            optional: true,
          },
          { form: '#consent', click: '#allow' },
        ],
      },
    },
  };
}
