import { randomBytes } from 'node:crypto';
import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { secretSource, secretsManager } from '../adapters/secrets.ts';
import { tlsProbe } from '../adapters/tls/tls-probe.ts';
import { evidenceIn, linesAsideIn, runsIn, sealerOf } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { stepHandler } from './step-handler.ts';
import { type GatherPorts, gatherStep } from './steps/gather.ts';

const env = readEnv('RUNS_TABLE', 'EVIDENCE_BUCKET', 'SEAL_KEY_ID');

const ports: GatherPorts = {
  runs: runsIn(env),
  evidence: evidenceIn(env),
  sealer: sealerOf(env),
  clock: systemClock,
  signer: kmsSigner(),
  openHttp: httpClient,
  openTls: tlsProbe,
  openLines: linesAsideIn(env),
  // Nothing of the function's own environment is a secret of a run.
  resolveSecret: secretSource({ env: {}, secretsManager }),
  randomSeed: () => randomBytes(32).toString('base64url'),
};

/** Meets the EHR for as long as the function may run. */
export const handler = stepHandler((runId, remainingMs) => gatherStep(runId, remainingMs, ports));
