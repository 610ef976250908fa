import type { LookupAddress } from 'node:dns';
import { lookup as resolveHost } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that a target may not lead us to. */
export class RefusedAddress extends Error {
  readonly code = 'ASSAY_REFUSED_ADDRESS';
}

/** Whether an address is reachable from the public internet; everything else is refused. */
export function isPublicAddress(address: string): boolean {
  try {
    return ipaddr.process(address).range() === 'unicast';
  } catch {
    return false;
  }
}

/** AWS's instance metadata over IPv6 lies among private addresses, not among link-local ones. */
const METADATA_V6 = ipaddr.parse('fd00:ec2::254').toString();

/** Never a FHIR server: cloud metadata services, refused even where private addresses are allowed. */
const isNeverAllowed = (address: string): boolean => {
  try {
    const parsed = ipaddr.process(address);
    if (parsed.toString() === METADATA_V6) return true;
    const range = parsed.range();
    return range === 'linkLocal' || range === 'unspecified' || range === 'multicast';
  } catch {
    return true;
  }
};

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** Throws `RefusedAddress` where the address must not be dialled. */
export function checkAddress(host: string, address: string, allowPrivate: boolean): void {
  const refused = allowPrivate ? isNeverAllowed(address) : !isPublicAddress(address);
  if (!refused) return;
  const where = host === address ? address : `${host} (${address})`;
  throw new RefusedAddress(
    `${where} is not a public address; set target.allowPrivateAddresses to test systems inside your own network`,
  );
}

/**
 * Resolves a host and refuses unless every address may be dialled, so that a name with one good
 * and one private address does not get through by luck.
 */
export async function guardedAddresses(
  hostname: string,
  allowPrivate: boolean,
): Promise<readonly LookupAddress[]> {
  const host = bare(hostname);
  const family = isIP(host);
  const addresses =
    family === 0 ? await resolveHost(host, { all: true }) : [{ address: host, family }];
  for (const { address } of addresses) checkAddress(host, address, allowPrivate);
  return addresses;
}
