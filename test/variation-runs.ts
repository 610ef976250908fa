import type { RunConfig } from '../core/config.ts';
import type { CheckResult } from '../core/results.ts';
import type { RandomServer } from '../sandbox/random-server.ts';
import { ANSWER_TRAITS } from '../sandbox/variation-answers.ts';
import { RECORD_TRAITS } from '../sandbox/variation-records.ts';
import { runSandbox } from './detection.ts';

export const NOT_GOOD: readonly string[] = ['fail', 'warn', 'skip', 'error'];

/** Many at once, so that a thousand slow answers do not take minutes. */
export const hurried = (config: RunConfig): RunConfig => ({
  ...config,
  target: { ...config.target, concurrency: 32, timeoutSeconds: 20 },
});

/** What a server may leave out is told as advice, and is then no false alarm. */
const PERMITTED: Readonly<Record<string, RegExp>> = {
  'no-retry-after': /^bulk\.status\.(retry-after|progress)$/,
  'no-versions': /vread|history|versions?\b/,
};

/** Runs everything, or what is named, against a conformant server. */
export async function judgeServer(
  server: RandomServer,
  only?: readonly string[],
): Promise<{ readonly bad: readonly CheckResult[]; readonly idle: readonly string[] }> {
  const { results } = await runSandbox(server.options, hurried, only === undefined ? {} : { only });
  const permitted = (check: CheckResult): boolean =>
    check.level !== 'SHALL' &&
    server.traits.some((trait) => PERMITTED[trait]?.test(check.id) === true);
  return {
    bad: results.checks.filter((check) => NOT_GOOD.includes(check.verdict) && !permitted(check)),
    idle: server.traits.filter(
      (id) => (id in RECORD_TRAITS || id in ANSWER_TRAITS) && !server.applied.has(id),
    ),
  };
}
