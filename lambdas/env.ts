/** What functions find in their environment; the stack grants each name with the right to it. */
export interface FunctionEnv {
  /** Name of the one table. */
  readonly RUNS_TABLE: string;
  /** Name of the bucket of evidence and reports. */
  readonly EVIDENCE_BUCKET: string;
  /** Id of the KMS key under which the secrets of a run are sealed. */
  readonly SEAL_KEY_ID: string;
  /** Id of the KMS key that signs client assertions with RS384. */
  readonly SIGN_KEY_RS384_ID: string;
  /** Id of the KMS key that signs client assertions with ES384. */
  readonly SIGN_KEY_ES384_ID: string;
  /** JWK Set of further keys to show, for clients whose keys are in Secrets Manager. */
  readonly PUBLIC_JWKS: string;
  /** ARN of the topic of notices. */
  readonly NOTICES_TOPIC: string;
  /** Where the Chromium of the layer lies. */
  readonly CHROMIUM: string;
  readonly STATE_MACHINE_ARN: string;
  /** `allowed` where the functions may test targets at private addresses, else `refused`. */
  readonly PRIVATE_TARGETS: string;
  /** `allowed` where a function with a browser is deployed, else `refused`. */
  readonly BROWSER_LOGINS: string;
}

/** The variables named, from the one place that reads them. Throws when one is missing. */
export function readEnv<Name extends keyof FunctionEnv>(
  ...names: readonly Name[]
): Pick<FunctionEnv, Name> {
  const found = names.map((name) => {
    const value = process.env[name];
    if (value === undefined || value === '') throw new Error(`the function has no ${name}`);
    return [name, value] as const;
  });
  return Object.fromEntries(found) as Pick<FunctionEnv, Name>;
}
