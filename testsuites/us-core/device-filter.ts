import type { RunConfig } from '../../core/config.ts';
import { codesOf } from '../../fhir/search/match.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import type { Resource } from './bundle.ts';

/**
 * Whether a resource is one that its profile is about. US Core has a profile for implanted devices
 * alone; where the configuration names their types, walking sticks and pumps are left to FHIR itself.
 */
export function isInScope(
  { implantableDeviceTypes: types }: Pick<RunConfig, 'implantableDeviceTypes'>,
  resource: Resource,
): boolean {
  if (types === undefined || resource.resourceType !== 'Device') return true;
  return valuesAt(resource, 'type')
    .flatMap(codesOf)
    .some(({ code }) => types.includes(code));
}
