import type { PackRows, ResourceRow } from '../pack-rows.ts';
import type { CapabilityStatement, Definitions, StructureDefinition } from './definitions.ts';
import { PackageError, type PackageSource } from './package-source.ts';
import { profileRow } from './profile-rows.ts';
import { resourceRow } from './search-rows.ts';
import { Terminology } from './value-sets.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function serverStatement(source: PackageSource): CapabilityStatement {
  const statements = source.resources.filter(
    (resource): resource is CapabilityStatement => resource.resourceType === 'CapabilityStatement',
  );
  const server = statements.find(({ rest }) => rest?.some(({ mode }) => mode === 'server'));
  if (!server) {
    throw new PackageError(
      `${source.name}#${source.version} has no CapabilityStatement for servers, so no rows can be made.`,
    );
  }
  return server;
}

/** Element paths of one type that a coded search goes by. */
const seedPaths = (resource: ResourceRow | undefined): string[] => [
  ...new Set(
    (resource?.searchParams ?? []).flatMap((param) =>
      param.paths
        .filter(({ types }) =>
          types.some((type) => ['code', 'Coding', 'CodeableConcept'].includes(type)),
        )
        .map(({ path }) => path),
    ),
  ),
];

const isProfile = (structure: StructureDefinition): boolean =>
  structure.kind === 'resource' && structure.derivation === 'constraint';

/** Derives the rows that checks are multiplied by from a guide and the definitions it stands on. */
export function buildRows(
  source: PackageSource,
  definitions: Definitions,
  terminology: Terminology = new Terminology(definitions),
): PackRows {
  const statement = serverStatement(source);
  const resources = (statement.rest?.find(({ mode }) => mode === 'server')?.resource ?? [])
    .map((resource) => resourceRow(resource, definitions))
    .sort((a, b) => byText(a.type, b.type));
  const profiles = new Map<string, StructureDefinition>();
  for (const resource of source.resources) {
    if (resource.resourceType === 'StructureDefinition' && isProfile(resource)) {
      profiles.set(resource.url, resource);
    }
  }
  for (const url of resources.flatMap(({ supportedProfiles }) => supportedProfiles)) {
    const profile = definitions.structure(url);
    if (profile) profiles.set(profile.url, profile);
  }
  return {
    name: source.name,
    version: source.version,
    capabilityStatement: statement.url,
    resources,
    profiles: [...profiles.values()]
      .sort((a, b) => byText(a.url, b.url))
      .map((profile) =>
        profileRow(
          profile,
          seedPaths(resources.find(({ type }) => type === profile.type)),
          definitions,
          terminology,
        ),
      ),
  };
}
