import { readFile } from 'node:fs/promises';
import type { SecretReference } from '../core/config.ts';

/** A secret that is not where the configuration says; the sentence names the place only. */
export class SecretError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? {} : { cause });
    this.name = 'SecretError';
  }
}

/** The part of the AWS client that is used here, so that tests can stand in for it. */
export interface SecretService {
  valueOf(arn: string): Promise<string | undefined>;
}

export interface SecretPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called when the first secret of AWS is asked for. */
  readonly secretsManager: () => Promise<SecretService>;
}

/** AWS Secrets Manager; its client is loaded only by runs that keep secrets there. */
export async function secretsManager(): Promise<SecretService> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import(
    '@aws-sdk/client-secrets-manager'
  );
  const client = new SecretsManagerClient({});
  return {
    valueOf: async (arn) =>
      (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString,
  };
}

const reasonOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'unknown error');
};

/** Resolves references; each secret of AWS is asked for once. Rejects with `SecretError`. */
export function secretSource(
  places: SecretPlaces,
): (reference: SecretReference) => Promise<string> {
  const fetched = new Map<string, Promise<string>>();
  let service: Promise<SecretService> | undefined;

  async function fromAws(arn: string): Promise<string> {
    service ??= places.secretsManager();
    let value: string | undefined;
    try {
      value = await (await service).valueOf(arn);
    } catch (error) {
      fetched.delete(arn);
      throw new SecretError(`the secret ${arn} could not be read: ${reasonOf(error)}`, error);
    }
    if (value === undefined || value === '') throw new SecretError(`the secret ${arn} is empty`);
    return value;
  }

  return async (reference) => {
    if ('env' in reference) {
      const value = places.env[reference.env];
      if (value === undefined || value === '') {
        throw new SecretError(`the environment variable ${reference.env} is not set`);
      }
      return value;
    }
    if ('file' in reference) {
      let content: string;
      try {
        content = await readFile(reference.file, 'utf8');
      } catch (error) {
        throw new SecretError(
          `the secret file ${reference.file} could not be read: ${reasonOf(error)}`,
          error,
        );
      }
      // Editors and `echo` end a file with a line end that is not part of the secret.
      const value = content.replace(/\r?\n$/, '');
      if (value === '') throw new SecretError(`the secret file ${reference.file} is empty`);
      return value;
    }
    const { secretArn } = reference;
    const known = fetched.get(secretArn) ?? fromAws(secretArn);
    fetched.set(secretArn, known);
    return known;
  };
}

/** The secret source of a process: its environment, its files, its AWS account. */
export const resolveSecret = secretSource({
  env: process.env,
  secretsManager,
});
