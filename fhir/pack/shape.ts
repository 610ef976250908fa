import { createValidator, type Issue, type Pack } from '../validator.ts';
import type { Conformance } from './definitions.ts';
import { PackageError } from './package-source.ts';

/** Resources that are compiled; of others nothing is read but their name. */
const COMPILED: ReadonlySet<string> = new Set(['StructureDefinition', 'ValueSet', 'CodeSystem']);

/** What must be there for anything to be made of a definition. */
const NEEDED = /^(?:url|type|kind|name|path|code|include) is missing$/;

const SHAPE: ReadonlySet<string> = new Set([
  'json-type',
  'null-value',
  'array-for-single',
  'single-for-array',
]);

const isMisshapen = ({ rule, message, received }: Issue): boolean =>
  SHAPE.has(rule) ||
  (rule === 'required' && NEEDED.test(message)) ||
  // A number or the like where a text must stand; texts of the wrong form do no harm here.
  (rule === 'primitive-format' && received?.startsWith('"') === false);

/**
 * Refuses definitions that are not of the shape that compiling leans on, by the first place that is
 * wrong: packages come from anywhere. Other faults of theirs are no business of ours.
 */
export function refuseMisshapen(
  resources: readonly Conformance[],
  core: Pack,
  where: string,
): void {
  const validator = createValidator([core]);
  for (const resource of resources) {
    if (!COMPILED.has(resource.resourceType)) continue;
    const wrong = validator.validate(resource, { profiles: [] }).issues.find(isMisshapen);
    if (!wrong) continue;
    const name = String(resource.url ?? Reflect.get(resource, 'id') ?? 'without a url');
    throw new PackageError(
      `${where} cannot be compiled: ${resource.resourceType} ${name}: ${wrong.expression}: ${wrong.message}.`,
    );
  }
}
