import { readFileSync } from 'node:fs';

/** Secrets move from files to Secrets Manager, where functions find them. */
export function inSecretsManager(value: unknown, secrets: Map<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('file' in value && typeof value.file === 'string') {
    const arn = `arn:aws:secretsmanager:us-east-1:000000000000:secret:assay-${secrets.size}`;
    secrets.set(arn, readFileSync(value.file, 'utf8').trim());
    return { secretArn: arn };
  }
  if (Array.isArray(value)) return value.map((item) => inSecretsManager(item, secrets));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, inSecretsManager(inner, secrets)]),
  );
}
