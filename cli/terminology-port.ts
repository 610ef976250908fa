import type { PostBatch } from '../fhir/terminology-server.ts';
import { CommandError } from './exit-code.ts';

/** A batch of a hundred answers takes a slow server some seconds; more is no answer. */
const PATIENCE_MS = 30_000;

/** Sends batches to a terminology server over HTTP. */
export function terminologyPort(address: string): PostBatch {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new CommandError(`--terminology-server: "${address}" is no http or https URL.`);
  return async (batch) => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' },
      body: JSON.stringify(batch),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`the terminology server answered ${response.status}`);
    return response.json();
  };
}
