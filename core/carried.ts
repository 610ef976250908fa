import type { RunStore, Sealer } from './ports.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** A secret that one run leaves to later runs of the same target. */
export interface Carried extends JsonObject {
  readonly value: string;
  /** ISO 8601 instant at which it was left. */
  readonly since: string;
  /** Whom it was issued to: another client could do nothing with it. */
  readonly clientId: string;
}

/** Where secrets lie between the runs of one target. */
export interface CarriedStore {
  get(name: string): Promise<Carried | undefined>;
  put(name: string, carried: Carried): Promise<void>;
}

/** What has not been taken up in so long is of a target that nobody tests any more. */
const KEPT_SECONDS = 400 * 24 * 3600;

function parsed(text: string): Carried | undefined {
  const kept: unknown = JSON.parse(text);
  if (!isJsonObject(kept)) return undefined;
  const { value, since, clientId } = kept;
  return typeof value === 'string' && typeof since === 'string' && typeof clientId === 'string'
    ? { value, since, clientId }
    : undefined;
}

/** Kept sealed in the store of runs, under the name of the target in place of a run's id. */
export function carriedOf(
  { runs, sealer }: { readonly runs: RunStore; readonly sealer: Sealer },
  fhirBaseUrl: string,
): CarriedStore {
  const place = `carried ${fhirBaseUrl}`;
  return {
    get: async (name) => {
      const sealed = (await runs.listSealed(place)).get(name);
      return sealed === undefined ? undefined : parsed(await sealer.open(sealed));
    },
    put: async (name, carried) =>
      runs.putSealed(place, name, await sealer.seal(JSON.stringify(carried)), KEPT_SECONDS),
  };
}
