import { isAnswered, type Exchange } from './exchange.ts';
import { isJsonObject } from './json.ts';

export const originOf = (url: string): string | undefined => {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
};

const DISCOVERY = /\/\.well-known\/(smart-configuration|openid-configuration)$/;

/**
 * The origins that a target's discovery document names as its endpoints: beside the target's own,
 * the only ones that may be given credentials (SMART App Launch 2.0, 2.0.10 Conformance).
 */
export function originsNamedBy(exchange: Exchange): readonly string[] {
  if (!isAnswered(exchange) || !DISCOVERY.test(exchange.request.url)) return [];
  let document: unknown;
  try {
    document = JSON.parse(exchange.response.body ?? '');
  } catch {
    return [];
  }
  if (!isJsonObject(document)) return [];
  return Object.entries(document)
    .filter(([name]) => name.endsWith('_endpoint'))
    .map(([, value]) => (typeof value === 'string' ? URL.parse(value, exchange.request.url) : null))
    .filter((url) => url !== null)
    .map(({ origin }) => origin);
}
