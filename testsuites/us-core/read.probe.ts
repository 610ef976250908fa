import type { Exchange } from '../../core/exchange.ts';
import { defineProbe, lacking, notAsked, type Probe } from '../../core/probe.ts';
import { type GatheredByPatient, gatheredOf, ofType } from './all-gathered.probe.ts';
import type { Found } from './bundle.ts';
import { isReferencedOnly, needsNoRecord } from './seed-searches.ts';
import { type ProfileContext, reachProbe } from './profile-context.ts';
import { gatheredProbe } from './gathered.probe.ts';

/** A resource asked for by its address, beside the gathered one that named it. */
export interface ReadEvidence {
  readonly source: Found;
  readonly exchange: Exchange;
}

const FHIR_JSON = { accept: 'application/fhir+json' };

/** What is contained has an id within its resource alone, and no address. */
const isAddressable = ({ resource, within }: Found): boolean =>
  within === undefined && typeof resource.id === 'string';

export type Address = 'read' | 'vread' | 'history';

const versionOf = ({ resource }: Found): string | undefined => {
  const meta = resource['meta'] as { versionId?: unknown } | undefined;
  return typeof meta?.versionId === 'string' ? meta.versionId : undefined;
};

function pathOf(address: Address, source: Found): string | undefined {
  const { resourceType, id } = source.resource;
  const read = `${resourceType}/${id}`;
  if (address === 'read') return read;
  if (address === 'history') return `${read}/_history`;
  const version = versionOf(source);
  return version === undefined ? undefined : `${read}/_history/${version}`;
}

/** What may be asked for again: of the profile for a read, of its whole type for a version of it. */
const sourcesOf = (context: ProfileContext, address: Address): Probe<GatheredByPatient> => {
  const { profile } = context;
  if (address !== 'read' && !isReferencedOnly(profile)) {
    return gatheredOf(context, profile.type, ofType(profile.type));
  }
  return defineProbe({
    id: `gathered(${profile.id})`,
    needs: { evidence: gatheredProbe(context) },
    gather: async (_io, { evidence }) => evidence.gathered,
  });
};

/** Asks for one gathered resource by its id, one version of it, or its history. */
export const readProbe = (context: ProfileContext, address: Address): Probe<ReadEvidence> => {
  const { profile, config } = context;
  return defineProbe({
    id: `${address}(${address === 'read' ? profile.id : profile.type})`,
    needs: { sources: sourcesOf(context, address), reach: reachProbe(context) },
    gather: async (io, { sources, reach }) => {
      const found = [...sources.values()].flat();
      const gathered = found.filter(isAddressable);
      if (gathered.length === 0) {
        if (found.length === 0 || !needsNoRecord(profile)) {
          return lacking(`No ${profile.type} was found for any patient; load at least one.`);
        }
        return notAsked(`Every ${profile.type} found is contained in another resource.`);
      }
      const source = gathered.find((found) => pathOf(address, found) !== undefined);
      const path = source === undefined ? undefined : pathOf(address, source);
      if (source === undefined || path === undefined) {
        return lacking(`No ${profile.type} found says which version it is (meta.versionId).`);
      }
      const exchange = await io.answer({
        url: `${config.target.fhirBaseUrl}/${path}`,
        headers: FHIR_JSON,
        context: reach.access.context,
      });
      return { source, exchange };
    },
  });
};
