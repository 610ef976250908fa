import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { UsCoreVersion } from './capability-statement.ts';
import type { Identity } from './certificates.ts';
import { GROUP_ID } from './bulk/group.ts';
import { ELEANOR, HAROLD, JONAS, MILA, OKAFOR } from './data/people.ts';
import { demoClients, rsaKeys } from './demo-clients.ts';
import type { Client, User } from './oauth/clients.ts';
import { freshSecret } from './oauth/token-book.ts';
import { FHIR_PATH, OAUTH_PATH } from './http.ts';
import type { PagesKind } from './oauth/login-pages.ts';
import { scriptedClients } from './scripted-logins.ts';
import { BASE_URLS_PATH, DOCUMENTATION_PATH } from './published.ts';
import { typeRows } from './search-parameters.ts';

export interface Registered {
  readonly clients: ReadonlyMap<string, Client>;
  readonly users: ReadonlyMap<string, User>;
  /** By which the clients with keys sign. */
  readonly privateKey: JWK;
  /** A second key of the app that people use. */
  readonly rsaKey: JWK;
}

const SYSTEM_SCOPES = [
  'system/*.rs',
  'system/*.read',
  ...[...typeRows.keys()].flatMap((type) => [`system/${type}.rs`, `system/${type}.read`]),
];

async function appKeys(): Promise<{ readonly publicKey: JWK; readonly privateKey: JWK }> {
  const pair = await generateKeyPair('ES384', { extractable: true });
  const about = { kid: 'assay-1', alg: 'ES384', use: 'sig' };
  const [publicKey, privateKey] = await Promise.all(
    [pair.publicKey, pair.privateKey].map(async (key) => ({ ...(await exportJWK(key)), ...about })),
  );
  return { publicKey: publicKey ?? {}, privateKey: privateKey ?? {} };
}

/** The apps and the people that the sandbox knows; secrets are new at every start. */
export async function clientsAndUsers(
  jwks?: NonNullable<Client['jwks']>,
  shortLifetimeSeconds = SHORT_LIFETIME_SECONDS,
): Promise<Registered> {
  const [{ publicKey, privateKey }, rsa] = await Promise.all([appKeys(), rsaKeys()]);
  const clients: readonly Client[] = [
    { id: CONFIDENTIAL, name: 'Assay', secret: freshSecret() },
    {
      id: 'assay-short-lived',
      name: 'Assay, with tokens of seconds',
      secret: freshSecret(),
      lifetimeSeconds: shortLifetimeSeconds,
    },
    { id: 'assay-withdrawn', name: 'Assay, to be taken back', secret: freshSecret() },
    { id: 'assay-public', name: 'Assay, public' },
    { id: 'assay-asymmetric', name: 'Assay, with keys', keys: [publicKey, rsa.publicKey] },
    {
      id: 'assay-backend',
      name: 'Assay, backend',
      keys: [publicKey, rsa.publicKey],
      systemScopes: SYSTEM_SCOPES,
      ...(jwks === undefined ? {} : { jwks }),
    },
  ];
  const users: readonly User[] = [
    {
      name: PORTAL_USER,
      display: 'Jonas Voss',
      password: freshSecret(),
      fhirUser: `RelatedPerson/${JONAS}`,
      patients: [ELEANOR, MILA],
    },
    {
      name: 'okafor',
      display: 'Dr. Amara Okafor',
      password: freshSecret(),
      fhirUser: `Practitioner/${OKAFOR}`,
      patients: [ELEANOR, MILA, HAROLD],
    },
  ];
  return {
    clients: new Map(clients.map((client) => [client.id, client])),
    users: new Map(users.map((user) => [user.name, user])),
    privateKey,
    rsaKey: rsa.privateKey,
  };
}

/** Long enough to be read with once, short enough to be waited for. */
const SHORT_LIFETIME_SECONDS = 4;

const CONFIDENTIAL = 'assay-confidential';
const PORTAL_USER = 'jonas';

/** Nothing has to listen here: who follows the forms sees where the redirect leads. */
const REDIRECT_URI = 'http://127.0.0.1:4600/callback';

/** Everything of the record, type by type, as certification wants it asked for. */
const scopes = (): string =>
  [
    'openid',
    'fhirUser',
    'launch/patient',
    'offline_access',
    ...[...typeRows.keys()].filter((type) => type !== 'Binary').map((type) => `patient/${type}.rs`),
    'patient/Binary.r',
  ].join(' ');

const loginSteps = (passwordFile: string): readonly object[] => [
  {
    form: '#login',
    fill: { '#username': PORTAL_USER, '#password': { file: passwordFile } },
    click: '#sign-in',
    optional: true,
  },
  { form: '#patient-picker', check: [`#patient-${ELEANOR}`], click: '#choose-patient' },
  { form: '#consent', check: ['#share-others'], click: '#allow' },
];

export interface ConfigAbout {
  readonly fhirBaseUrl: string;
  readonly usCore: UsCoreVersion;
  readonly smart: string;
  readonly bulk?: string;
  /** Ids of the patients in the group, where it is small enough to be written down. */
  readonly members?: readonly string[];
  readonly registered: Registered;
  /** How people see the login; a portal built by a script is logged into by a browser. */
  readonly pages?: PagesKind;
  /** PEM of the authority to be trusted, where the sandbox speaks TLS. */
  readonly authority?: string;
  /** Where exports are asked for, where it is not the FHIR base. */
  readonly bulkAt?: string;
  /** Further origins that may be given credentials. */
  readonly trustedOrigins?: readonly string[];
  /** Where the app is to serve its keys, and by which certificate (PEM). */
  readonly keysAt?: { readonly url: string; readonly port: number } & Identity;
}

/** Without TLS there is no JWKS URL: the sandbox is given the public key at its start. */
const JWKS_ATTESTED = {
  requirement: 'smart.backend.jwks-url',
  by: 'Assay sandbox',
  on: '2026-11-01',
  text: 'The sandbox is handed the keys of its clients as it starts, in place of fetching them.',
};

/** Writes the secrets into a folder of their own and gives a configuration that refers to them. */
export function writeConfig({
  fhirBaseUrl,
  usCore,
  smart,
  bulk = '2.0.0',
  members,
  registered,
  pages = 'forms',
  authority,
  bulkAt,
  trustedOrigins = [],
  keysAt,
}: ConfigAbout): {
  readonly config: object;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'assay-sandbox-'));
  const kept = (name: string, secret: string): string => {
    const file = join(folder, name);
    writeFileSync(file, secret, { mode: 0o600 });
    return file;
  };
  const secret = kept('client-secret', registered.clients.get(CONFIDENTIAL)?.secret ?? '');
  const shortLivedSecret = kept(
    'short-lived-secret',
    registered.clients.get('assay-short-lived')?.secret ?? '',
  );
  const withdrawnSecret = kept(
    'withdrawn-secret',
    registered.clients.get('assay-withdrawn')?.secret ?? '',
  );
  const password = kept('password', registered.users.get(PORTAL_USER)?.password ?? '');
  kept('client-key.jwk', JSON.stringify(registered.privateKey));
  const keyFile = kept(
    'client-keys.jwks',
    JSON.stringify({ keys: [registered.privateKey, registered.rsaKey] }),
  );
  const practitionerPassword = kept(
    'practitioner-password',
    registered.users.get('okafor')?.password ?? '',
  );
  const standalone = {
    clientId: CONFIDENTIAL,
    clientSecret: { file: secret },
    redirectUri: REDIRECT_URI,
    scopes: scopes(),
    login: { driver: 'form', steps: loginSteps(password) },
  } as const;
  const issuer = fhirBaseUrl.replace(FHIR_PATH, OAUTH_PATH);
  const loginsFor = (clients: Readonly<Record<string, object>>): object =>
    pages === 'script' ? scriptedClients(clients) : clients;
  const config = {
    target: {
      name: 'Sandbox EHR',
      fhirBaseUrl,
      allowPrivateAddresses: true,
      trustedOrigins,
      ...(authority === undefined ? {} : { caFile: kept('authority.pem', authority) }),
    },
    suites: ['g10'],
    options: { usCore, smart, bulk },
    patients: [MILA],
    bulk: {
      group: GROUP_ID,
      ...(bulkAt === undefined ? {} : { fhirBaseUrl: bulkAt }),
      ...(members === undefined ? {} : { members }),
    },
    published: {
      documentation: [fhirBaseUrl.replace(FHIR_PATH, DOCUMENTATION_PATH)],
      serviceBaseUrls: fhirBaseUrl.replace(FHIR_PATH, BASE_URLS_PATH),
    },
    attestations: keysAt === undefined ? [JWKS_ATTESTED] : [],
    foreignPatient: HAROLD,
    deletedResource: 'AllergyIntolerance/entered-in-error',
    auth: {
      ...(keysAt === undefined
        ? {}
        : {
            jwks: {
              publicUrl: keysAt.url,
              port: keysAt.port,
              certFile: kept('jwks-certificate.pem', keysAt.cert),
              keyFile: kept('jwks-key.pem', keysAt.key),
            },
          }),
      clients: loginsFor({
        standalone,
        backend: {
          clientId: 'assay-backend',
          key: { jwk: { file: keyFile } },
          scopes: 'system/*.rs',
        },
        shortLived: {
          ...standalone,
          clientId: 'assay-short-lived',
          clientSecret: { file: shortLivedSecret },
        },
        revocation: {
          ...standalone,
          clientId: 'assay-withdrawn',
          clientSecret: { file: withdrawnSecret },
          login: {
            ...standalone.login,
            revoker: {
              url: `${issuer}/manage`,
              steps: [
                {
                  form: '#manage',
                  fill: { '#username': PORTAL_USER, '#password': { file: password } },
                  check: ['#app-assay-withdrawn'],
                  click: '#take-back',
                },
              ],
            },
          },
        },
        ...demoClients({
          standalone,
          issuer,
          keyFile,
          practitioner: { name: 'okafor', passwordFile: practitionerPassword },
        }),
      }),
    },
  };
  return { config, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
