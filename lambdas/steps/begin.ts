import { randomBytes } from 'node:crypto';
import type { ClientConfig, RunConfig } from '../../core/config.ts';
import { ConfigError, parseConfig, secretReferences } from '../../core/parse-config.ts';
import type { Selection } from '../../core/plan.ts';
import type { Clock, RunStore } from '../../core/ports.ts';
import { planRun } from '../../testsuites/catalogue.ts';
import { LEASE_SECONDS } from './lease.ts';
import { expiryOf } from './stored-run.ts';

export interface BeginPorts {
  readonly runs: RunStore;
  readonly clock: Clock;
  /** Whether this installation may test what is not on the public internet. */
  readonly allowPrivateTargets: boolean;
  /** Whether one of the functions has a browser. */
  readonly hasBrowser?: boolean;
  /** Starts the state machine for a run; the same id starts it once. */
  readonly start: (runId: string) => Promise<void>;
}

/** The target is being tested already. */
export class TargetBusy extends Error {
  constructor(target: string) {
    super(`another run of ${target} is under way; two at once would disturb each other`);
    this.name = 'TargetBusy';
  }
}

/** Sorts by time and never meets another. */
const newRunId = (now: number): string =>
  `${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

/**
 * A caller of the API must not make a function read its own environment or files and send them to
 * a target of the caller's choice, nor reach what is beside it in its network.
 */
function refuseLocal(
  config: RunConfig,
  { allowPrivateTargets, hasBrowser }: Pick<BeginPorts, 'allowPrivateTargets' | 'hasBrowser'>,
): void {
  const problems = secretReferences(config)
    .filter((reference) => !('secretArn' in reference))
    .map(
      (reference) => `config: ${JSON.stringify(reference)} is local; here secrets are {secretArn}`,
    );
  if (config.target.allowPrivateAddresses && !allowPrivateTargets) {
    problems.push('config: target.allowPrivateAddresses is not allowed by this installation');
  }
  if (config.target.caFile !== undefined) {
    problems.push('config: target.caFile names a file, and functions have none');
  }
  const { jwks } = config.auth;
  if (jwks?.certFile !== undefined) {
    problems.push('config: auth.jwks.certFile names a file, and functions have none');
  }
  if (jwks !== undefined && !jwks.publicUrl.endsWith('/jwks.json')) {
    problems.push(
      'config: auth.jwks.publicUrl must be the address of this API that ends in /jwks.json',
    );
  }
  for (const [role, client] of Object.entries(config.auth.clients)) {
    const { login } = client;
    if (login?.driver === 'browser' && hasBrowser !== true) {
      problems.push(
        `config: auth.clients.${role}.login.driver "browser" needs a function with Chromium, and this stack was deployed without (-c browser=true); functions log in by "form", "person" or "refresh"`,
      );
    }
    if (login?.driver === 'person') problems.push(...unreachable(role, client));
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Why a browser that a person logs in with would not find its way back to the API. */
function unreachable(
  role: string,
  { redirectUri = '', launchUri }: Pick<ClientConfig, 'redirectUri' | 'launchUri'>,
): readonly string[] {
  const api = /^https:\/\/.+(?=callback$)/.exec(redirectUri)?.[0];
  if (api === undefined) {
    return [
      `config: auth.clients.${role}.redirectUri must be the HTTPS address of this API that ends in /callback for a person to log in`,
    ];
  }
  const isLaunchedFromEhr = role === 'ehr' || launchUri !== undefined;
  return isLaunchedFromEhr && launchUri !== `${api}launch`
    ? [
        `config: auth.clients.${role}.launchUri must be "${api}launch" for a person to open the app there`,
      ]
    : [];
}

/**
 * Makes a run of a configuration, YAML or JSON, and starts it. Throws `ConfigError` for what is
 * wrong with it and `TargetBusy` while another run holds the target.
 */
export async function beginRun(
  text: string,
  ports: BeginPorts,
  selection: Selection = {},
): Promise<string> {
  const { runs, clock, start } = ports;
  const config = parseConfig(text);
  refuseLocal(config, ports);
  if (planRun(config, selection).checks.length === 0) {
    throw new ConfigError(['config: no check is left by what is selected']);
  }
  const now = clock.now();
  const id = newRunId(now);
  const { name, fhirBaseUrl } = config.target;
  if (!(await runs.takeLease(fhirBaseUrl, id, LEASE_SECONDS))) throw new TargetBusy(fhirBaseUrl);
  try {
    await runs.createRun({
      id,
      status: 'running',
      target: { name, fhirBaseUrl },
      suites: config.suites,
      config,
      ...(Object.keys(selection).length === 0 ? {} : { selection }),
      startedAt: new Date(now).toISOString(),
      requests: 0,
      expires: expiryOf(config, now),
    });
    await start(id);
  } catch (error) {
    await runs.dropLease(fhirBaseUrl, id);
    throw error;
  }
  return id;
}
