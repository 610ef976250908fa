import type { RunConfig } from '../core/config.ts';
import type { CheckResult } from '../core/results.ts';
import type { RandomServer } from '../sandbox/random-server.ts';
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
): Promise<{
  readonly bad: readonly CheckResult[];
  readonly idle: readonly string[];
  readonly applied: ReadonlySet<string>;
}> {
  const { results } = await runSandbox(server.options, hurried, only === undefined ? {} : { only });
  const permitted = (check: CheckResult): boolean =>
    check.level !== 'SHALL' &&
    server.traits.some((trait) => PERMITTED[trait]?.test(check.id) === true);
  return {
    bad: results.checks.filter((check) => NOT_GOOD.includes(check.verdict) && !permitted(check)),
    applied: server.applied,
    idle: server.traits.filter((id) => !server.applied.has(id)),
  };
}
