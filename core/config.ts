import type { Attestation } from './check.ts';

/** A secret never stands in a configuration; this says where it is. */
export type SecretReference =
  | { readonly env: string }
  | { readonly file: string }
  | { readonly secretArn: string };

/** One step of the `form` login driver: what to do with the page just received. */
export interface FormStep {
  /** CSS selector that must match for the step to apply; the form submitted is the one around it. */
  readonly form?: string;
  /** CSS selector of each field, and the value to put in it. */
  readonly fill?: Readonly<Record<string, string | SecretReference>>;
  /** CSS selectors of check boxes or radio buttons to set. */
  readonly check?: readonly string[];
  /** CSS selectors of check boxes to clear. */
  readonly uncheck?: readonly string[];
  /** CSS selector of the submit button pressed, whose name and value are sent. */
  readonly click?: string;
  /** CSS selector of a link to follow instead of submitting a form. */
  readonly follow?: string;
  /** A step that may be passed over when its form is not on the page. */
  readonly optional?: boolean;
}

/**
 * One step of the `browser` login driver: what to wait for on the page, and what to do there, in
 * the order in which the members stand here.
 */
export interface BrowserStep {
  /** Address to go to. */
  readonly open?: string;
  /** CSS selector of an element that must become visible. */
  readonly waitFor?: string;
  /** Part of the page's address that must be reached. */
  readonly waitForUrl?: string;
  /** Text that the page must show. */
  readonly expectText?: string;
  /** CSS selector of each field, and the value to put in it. */
  readonly fill?: Readonly<Record<string, string | SecretReference>>;
  /** CSS selector of each list, and the value or label to choose in it. */
  readonly choose?: Readonly<Record<string, string>>;
  /** CSS selectors of check boxes or radio buttons to clear; all that match. */
  readonly uncheck?: readonly string[];
  /** CSS selectors of check boxes or radio buttons to set; all that match. */
  readonly check?: readonly string[];
  /** Name under which a picture of the page is kept. */
  readonly screenshot?: string;
  /** CSS selector of what is pressed. */
  readonly click?: string;
  /** A step that may be passed over when a later one fits the page. */
  readonly optional?: boolean;
  /** Seconds to wait for what the step needs. */
  readonly timeoutSeconds?: number;
}

export type LoginConfig =
  | {
      readonly driver: 'form';
      readonly steps: readonly FormStep[];
      /** The EHR's own page from which a user opens the app, and the steps on it (EHR launch). */
      readonly launcher?: { readonly url: string; readonly steps: readonly FormStep[] };
      /** The EHR's page on which a user takes back what the app was given, and the steps on it. */
      readonly revoker?: { readonly url: string; readonly steps: readonly FormStep[] };
    }
  | {
      readonly driver: 'browser';
      readonly steps: readonly BrowserStep[];
      readonly launcher?: { readonly url: string; readonly steps: readonly BrowserStep[] };
      readonly revoker?: { readonly url: string; readonly steps: readonly BrowserStep[] };
      /** Seconds that each step waits for what it needs. */
      readonly timeoutSeconds?: number;
    }
  | {
      readonly driver: 'person';
      /** Seconds that somebody has for one login. */
      readonly timeoutSeconds?: number;
      /** The EHR's page on which a user takes back what the app was given. */
      readonly revoker?: { readonly url: string };
    }
  | { readonly driver: 'refresh'; readonly refreshToken: SecretReference };

/**
 * Where the private key of a client is that signs its requests: a JWK or a JWK Set, or the ARNs of
 * AWS KMS keys, which sign without ever leaving it.
 */
export type ClientKey =
  | { readonly jwk: SecretReference }
  | { readonly kms: string | readonly string[] };

export interface ClientConfig {
  readonly clientId: string;
  readonly clientSecret?: SecretReference;
  readonly key?: ClientKey;
  /** Registered with the EHR as the address at which it opens the app. */
  readonly launchUri?: string;
  /** Resource types that the user of a limited launch lets through. */
  readonly allowed?: readonly string[];
  readonly redirectUri?: string;
  readonly scopes?: string;
  readonly login?: LoginConfig;
}

/** What the introspection endpoint asks of its callers, which no specification says. */
export interface IntrospectionConfig {
  /** Where the discovery document does not name it. */
  readonly endpoint?: string;
  /** Header fields sent along; with `authorization` here, the client is not authenticated otherwise. */
  readonly headers?: Readonly<Record<string, string | SecretReference>>;
  /** Form parameters sent beside `token`. */
  readonly parameters?: Readonly<Record<string, string | SecretReference>>;
}

/** Where Assay serves the public keys of its clients while a run lasts. */
export interface JwksConfig {
  /** The address that the EHR has registered as the JWKS URL of the clients. */
  readonly publicUrl: string;
  /** Where a run of the command line listens; in AWS the API does. */
  readonly port?: number;
  /** Address to listen at; loopback where none is given. */
  readonly host?: string;
  /** PEM files of certificate and key, where no proxy ends TLS before the port. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Where and what to export in bulk. */
export interface BulkConfig {
  /** Id of the group to export. */
  readonly group: string;
  /** Base URL of the bulk server where it is another than the target's. */
  readonly fhirBaseUrl?: string;
  /** Ids of the patients who are in the group, where they are known. */
  readonly members?: readonly string[];
  /** Instant that `_since` is tried with. */
  readonly since?: string;
  /** Seconds that an export may take. */
  readonly longestWaitSeconds?: number;
  /** Lines of a file that are validated; those beyond are parsed alone. */
  readonly linesToValidate?: number;
  /** Threads that judge large files, where no state machine does; none without it. */
  readonly threads?: number;
}

export interface Waiver {
  readonly check: string;
  readonly reason: string;
  /** ISO date, last day on which it holds. */
  readonly expires: string;
}

export type BodyRetention = 'full' | 'masked' | 'none';

/** What a run is asked to do, after defaults; the outline stands in the contract. */
export interface RunConfig {
  readonly target: {
    readonly name: string;
    /** Without a trailing slash. */
    readonly fhirBaseUrl: string;
    readonly concurrency: number;
    readonly allowPrivateAddresses: boolean;
    /** Further origins that may be given credentials. */
    readonly trustedOrigins: readonly string[];
    /** PEM file with certificates to trust beside the system's. */
    readonly caFile?: string;
    /** Seconds to wait for one answer. */
    readonly timeoutSeconds: number;
  };
  readonly suites: readonly string[];
  readonly options: { readonly usCore: string; readonly smart: string; readonly bulk: string };
  /** Ids of patients to look at beside the launch patient. */
  readonly patients: readonly string[];
  /** Id of a patient whose record the user of the standalone launch may not see. */
  readonly foreignPatient?: string;
  /** A resource, as `Type/id`, that was deleted and that the app may ask for. */
  readonly deletedResource?: string;
  /**
   * Codes in Device.type of devices that are implanted; other devices are not held to the profile of
   * implantable devices. Where absent, every Device is.
   */
  readonly implantableDeviceTypes?: readonly string[];
  readonly auth: {
    readonly bearer?: SecretReference;
    readonly clients: Readonly<Partial<Record<ClientRole, ClientConfig>>>;
    /** How tokens are introspected beside what the discovery document says. */
    readonly introspection?: IntrospectionConfig;
    /** Most seconds that the expiry of an access token is waited for. */
    readonly longestExpiryWaitSeconds?: number;
    /** Most seconds that a revoked token is tried for. */
    readonly longestRevocationWaitSeconds?: number;
    /** Keeps a refresh token, sealed, for a run three months later to try. */
    readonly carryRefreshToken?: boolean;
    /** Where a local run serves the public keys of its clients. */
    readonly jwks?: JwksConfig;
  };
  readonly bulk?: BulkConfig;
  /** What is to be open to everybody without a login. */
  readonly published?: {
    readonly documentation?: readonly string[];
    readonly serviceBaseUrls?: string;
  };
  readonly attestations: readonly (Attestation & { readonly requirement: string })[];
  readonly waivers: readonly Waiver[];
  readonly evidence: { readonly retentionDays: number; readonly bodies: BodyRetention };
}

export type ClientRole =
  | 'standalone'
  | 'limited'
  | 'selection'
  | 'ehr'
  | 'public'
  | 'asymmetric'
  | 'backend'
  /** An app whose access tokens expire while a run can wait for it. */
  | 'shortLived'
  /** An app of its own: what a user takes back of it ends nothing else of the run. */
  | 'revocation';
