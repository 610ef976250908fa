import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumBrowser } from '../adapters/browser/chromium.ts';
import { unpackedChromium } from '../adapters/browser/packed-chromium.ts';
import { readEnv } from './env.ts';
import { gatherHandler } from './gather-handler.ts';

const env = readEnv('RUNS_TABLE', 'EVIDENCE_BUCKET', 'SEAL_KEY_ID', 'NOTICES_TOPIC', 'CHROMIUM');

/** The pack in the layer, or a program as it is: where the functions run on another machine. */
const findProgram = async () =>
  env.CHROMIUM === '/opt'
    ? unpackedChromium(env.CHROMIUM, join(tmpdir(), 'chromium'), 'amazon-linux')
    : { path: env.CHROMIUM, isConfined: true };

/** Meets the EHR as `gather` does, and logs in where pages need a browser. */
export const handler = gatherHandler(env, {
  openBrowser: (target) => chromiumBrowser({ ...target, findProgram }),
});
