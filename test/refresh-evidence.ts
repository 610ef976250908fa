import type { RefreshedTokens } from '../testsuites/token/refreshed-tokens.probe.ts';
import { granted } from './smart-evidence.ts';

/** One successful refresh with some members of its response changed. */
export const refreshed = (
  change: Readonly<Record<string, unknown>> = {},
  headers?: Readonly<Record<string, string>>,
): RefreshedTokens[number] => {
  const { reply, json } = granted(change, undefined, headers);
  return { reply, json };
};
