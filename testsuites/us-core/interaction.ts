import type { Level } from '../../core/check.ts';
import { isObject } from '../../fhir/json.ts';
import { CITATION } from '../citations.ts';
import type { ProfileCheckRow } from './about-profile.ts';
import type { CapabilityStatement } from '../capability/capability-statement.probe.ts';
import { isAdvice } from './requirement-ids.ts';
import { resourceRow } from './seed-searches.ts';

const idOf =
  (interaction: string) =>
  ({ context }: ProfileCheckRow): string =>
    `uscore.resource.${context.profile.type.toLowerCase()}.interaction.${interaction}`;

const levelOf =
  (interaction: string) =>
  ({ context }: ProfileCheckRow): Level =>
    resourceRow(context.pack, context.profile.type)?.interactions[interaction] ?? 'MAY';

/** What checks of an interaction of a resource type say alike. */
export const aboutInteraction = (interaction: string) => ({
  id: (row: ProfileCheckRow) => idOf(interaction)(row).replace(/^uscore\./, ''),
  level: levelOf(interaction),
  citations: [CITATION.dataResponseSingle],
  requirements: (row: ProfileCheckRow) => [idOf(interaction)(row)],
  advice: (row: ProfileCheckRow) =>
    isAdvice(idOf(interaction)(row), levelOf(interaction)(row), row.context.pack.version),
});

/** The rest.resource entry of a capability statement for a type. */
export function declaredResource(
  { resource: statement }: CapabilityStatement,
  type: string,
): Record<string, unknown> | undefined {
  const rest = Array.isArray(statement['rest']) ? statement['rest'] : [];
  return rest
    .filter(isObject)
    .flatMap((entry) => (Array.isArray(entry['resource']) ? entry['resource'] : []))
    .filter(isObject)
    .find((resource) => resource['type'] === type);
}

/** Whether a capability statement says that it serves an interaction of a type. */
export function declares(
  declared: CapabilityStatement,
  type: string,
  interaction: string,
): boolean {
  const interactions = declaredResource(declared, type)?.['interaction'];
  return (
    Array.isArray(interactions) &&
    interactions.some((entry) => isObject(entry) && entry['code'] === interaction)
  );
}
