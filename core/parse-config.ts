import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { LineCounter, parseDocument } from 'yaml';
import type { RunConfig } from './config.ts';
import schema from './config.schema.json' with { type: 'json' };

/** What is wrong with a configuration, in one line, with the path of the offending key. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A configuration as written: defaults not yet filled in. */
interface WrittenConfig {
  target: Partial<RunConfig['target']> & { fhirBaseUrl: string };
  suites?: string[];
  options?: Partial<RunConfig['options']>;
  patients?: string[];
  foreignPatient?: string;
  deletedResource?: string;
  implantableDeviceTypes?: string[];
  auth?: Partial<RunConfig['auth']>;
  bulk?: NonNullable<RunConfig['bulk']>;
  published?: NonNullable<RunConfig['published']>;
  attestations?: RunConfig['attestations'];
  waivers?: RunConfig['waivers'];
  evidence?: Partial<RunConfig['evidence']>;
}

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, verbose: true });
addFormats.default(ajv, ['date']);
const isWritten = ajv.compile<WrittenConfig>(schema);

/** A document with a great many aliases is an attack, not a configuration. */
const MOST_ALIASES = 20;

const pathOf = (error: ErrorObject): string[] => {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const extra = error.params['additionalProperty'];
  return typeof extra === 'string' ? [...path, extra] : path;
};

const said = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function reasonOf(error: ErrorObject): string {
  const { keyword, params, data, message } = error;
  switch (keyword) {
    case 'additionalProperties':
      return 'is not a known key';
    case 'required':
      return `lacks "${params['missingProperty']}"`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map(said).join(', ')}, not ${said(data)}`;
    case 'pattern':
      return `${said(data)} does not have the form ${params['pattern']}`;
    default:
      return `${message ?? 'is wrong'}${typeof data === 'object' ? '' : `, not ${said(data)}`}`;
  }
}

/** Errors that only say that a branch of the schema did not fit are told by the branch itself. */
const isTelling = ({ keyword }: ErrorObject): boolean =>
  !['if', 'anyOf', 'allOf'].includes(keyword);

const byIndex = (path: readonly string[]): (string | number)[] =>
  path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/**
 * Reads a configuration, YAML or JSON, and fills in defaults. Throws `ConfigError` with one line a
 * problem: source, line, column, path and what is wrong.
 */
export function parseConfig(text: string, source = 'config'): RunConfig {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true });
  const syntax = document.errors.map(({ linePos, message }) => {
    const at = linePos === undefined ? '' : `:${linePos[0].line}:${linePos[0].col}`;
    return `${source}${at}: ${message.split('\n')[0]}`;
  });
  if (syntax.length > 0) throw new ConfigError(syntax);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    throw new ConfigError([`${source}: ${error instanceof Error ? error.message : error}`]);
  }
  const positionOf = (path: readonly string[]): string => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(byIndex(path.slice(0, length)), true) as
        | { range?: readonly [number, ...number[]] }
        | undefined;
      if (node?.range === undefined) continue;
      const { line, col } = lineCounter.linePos(node.range[0]);
      return `:${line}:${col}`;
    }
    return '';
  };
  return checkConfig(value, source, positionOf);
}

/** The same for a value already read (an API's body). */
export function checkConfig(
  value: unknown,
  source = 'config',
  positionOf: (path: readonly string[]) => string = () => '',
): RunConfig {
  if (!isWritten(value)) {
    const errors = (isWritten.errors ?? []).filter(isTelling);
    const lines = errors.map((error) => {
      const path = pathOf(error);
      const where = path.length === 0 ? 'the configuration' : path.join('.');
      return `${source}${positionOf(path)}: ${where} ${reasonOf(error)}`;
    });
    throw new ConfigError([...new Set(lines)]);
  }
  const { target, options, auth, evidence } = value;
  const fhirBaseUrl = target.fhirBaseUrl.replace(/\/+$/, '');
  if (!URL.canParse(fhirBaseUrl)) {
    throw new ConfigError([
      `${source}${positionOf(['target', 'fhirBaseUrl'])}: target.fhirBaseUrl ${said(target.fhirBaseUrl)} is not a URL`,
    ]);
  }
  return {
    target: {
      name: target.name ?? new URL(fhirBaseUrl).host,
      fhirBaseUrl,
      concurrency: target.concurrency ?? 4,
      allowPrivateAddresses: target.allowPrivateAddresses ?? false,
      trustedOrigins: target.trustedOrigins ?? [],
      ...(target.caFile === undefined ? {} : { caFile: target.caFile }),
      timeoutSeconds: target.timeoutSeconds ?? 30,
    },
    suites: value.suites ?? ['g10'],
    options: {
      usCore: options?.usCore ?? '6.1.0',
      smart: options?.smart ?? '2.0.0',
      bulk: options?.bulk ?? '2.0.0',
    },
    patients: value.patients ?? [],
    ...(value.foreignPatient === undefined ? {} : { foreignPatient: value.foreignPatient }),
    ...(value.deletedResource === undefined ? {} : { deletedResource: value.deletedResource }),
    ...(value.implantableDeviceTypes === undefined
      ? {}
      : { implantableDeviceTypes: value.implantableDeviceTypes }),
    auth: {
      ...(auth?.bearer === undefined ? {} : { bearer: auth.bearer }),
      clients: auth?.clients ?? {},
      ...(auth?.introspection === undefined ? {} : { introspection: auth.introspection }),
      ...(auth?.longestRevocationWaitSeconds === undefined
        ? {}
        : { longestRevocationWaitSeconds: auth.longestRevocationWaitSeconds }),
      ...(auth?.longestExpiryWaitSeconds === undefined
        ? {}
        : { longestExpiryWaitSeconds: auth.longestExpiryWaitSeconds }),
      ...(auth?.carryRefreshToken === undefined
        ? {}
        : { carryRefreshToken: auth.carryRefreshToken }),
      ...(auth?.jwks === undefined ? {} : { jwks: auth.jwks }),
    },
    ...(value.bulk === undefined ? {} : { bulk: value.bulk }),
    ...(value.published === undefined ? {} : { published: value.published }),
    attestations: value.attestations ?? [],
    waivers: value.waivers ?? [],
    evidence: { retentionDays: evidence?.retentionDays ?? 30, bodies: evidence?.bodies ?? 'full' },
  };
}

/** Every secret a configuration refers to, wherever it stands in it. */
export function secretReferences(
  config: RunConfig,
): readonly import('./config.ts').SecretReference[] {
  const found: import('./config.ts').SecretReference[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const keys = Object.keys(value);
    const [only] = keys;
    if (keys.length === 1 && (only === 'env' || only === 'file' || only === 'secretArn')) {
      found.push(value as import('./config.ts').SecretReference);
      return;
    }
    for (const member of Object.values(value)) visit(member);
  };
  visit(config.auth);
  return found;
}
