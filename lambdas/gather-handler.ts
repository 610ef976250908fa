import { randomBytes } from 'node:crypto';
import { SNSClient } from '@aws-sdk/client-sns';
import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { runKeySet } from '../adapters/key-listener/key-desk.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { personDesk } from '../adapters/login-desk/person-desk.ts';
import { loginNotices } from '../adapters/notices.ts';
import { secretSource, secretsManager } from '../adapters/secrets.ts';
import { tlsProbe } from '../adapters/tls/tls-probe.ts';
import { desksIn, evidenceIn, keyDeskIn, linesAsideIn, runsIn, sealerOf } from './aws-ports.ts';
import type { FunctionEnv } from './env.ts';
import { logLine, stepHandler } from './step-handler.ts';
import { type GatherPorts, gatherStep } from './steps/gather.ts';

type GatherEnv = Pick<
  FunctionEnv,
  'RUNS_TABLE' | 'EVIDENCE_BUCKET' | 'SEAL_KEY_ID' | 'NOTICES_TOPIC'
>;

/** A function that meets the EHR for as long as it may run, with or without a browser. */
export function gatherHandler(env: GatherEnv, more: Pick<GatherPorts, 'openBrowser'> = {}) {
  const sealer = sealerOf(env);
  const desks = desksIn(env);
  const keys = keyDeskIn(env);
  // Nothing of the function's own environment is a secret of a run.
  const resolveSecret = secretSource({ env: {}, secretsManager });
  const tell = loginNotices(new SNSClient({}), env.NOTICES_TOPIC, (error) =>
    logLine({ level: 'error', functionName: 'gather', message: `no notice was sent: ${error}` }),
  );
  const ports: GatherPorts = {
    runs: runsIn(env),
    evidence: evidenceIn(env),
    sealer,
    clock: systemClock,
    signer: kmsSigner(),
    openHttp: httpClient,
    openTls: tlsProbe,
    openLines: linesAsideIn(env),
    openKeySet: (runId, auth) => runKeySet(keys, runId, auth, resolveSecret),
    openPeople: (runId) => personDesk({ runId, desks, sealer, tell: tell(runId) }),
    resolveSecret,
    randomSeed: () => randomBytes(32).toString('base64url'),
    ...more,
  };
  return stepHandler((runId, remainingMs) => gatherStep(runId, remainingMs, ports));
}
