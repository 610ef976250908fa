import { withWrongCodes } from './code-faults.ts';
import { withContentFaults } from './content-faults.ts';
import type { Breakage } from './faults.ts';
import { isObject, type Json, type Resource } from './resource.ts';
import places from './reference-places.json' with { type: 'json' };
import { typeRows } from './search-parameters.ts';
import type { Stored } from './store.ts';

interface Rendered {
  readonly resource: Resource;
  readonly text: string;
}

/** What faults and variations make of a resource on its way out; undefined: it goes out as stored. */
export function renderWith(breakage: Breakage): (stored: Stored) => Rendered | undefined {
  const { varies, none } = breakage;
  if (none) return () => undefined;
  return ({ resource }) => {
    const complete = withContentFaults(misreferenced(resource, breakage), breakage);
    let shown = withWrongCodes(complete, breakage);
    if (varies('other-zones')) shown = elsewhere(shown) as Resource;
    if (varies('extra-extensions')) shown = extended(shown);
    if (varies('shuffled-properties')) shown = shuffled(shown) as Resource;
    return shown === resource ? undefined : { resource: shown, text: JSON.stringify(shown) };
  };
}

/** References that no search parameter stands for, by type. */
const REFERENCE_PLACES: Readonly<Record<string, readonly string[]>> = places;

const toNowhere = (reference: string): string => `${reference}-absent`;

/** Turns the references behind a parameter to nowhere, or to a type that does not belong there. */
function misreferenced(resource: Resource, { broken }: Breakage): Resource {
  const { resourceType: type } = resource;
  let shown = resource;
  for (const parameter of typeRows.get(type)?.parameters ?? []) {
    if (parameter.type !== 'reference') continue;
    const place = `${type}.${parameter.name}` as const;
    const to = broken(`reference-dangling:${place}`)
      ? toNowhere
      : broken(`reference-wrong-type:${place}`)
        ? () => 'Organization/clinic'
        : undefined;
    if (to === undefined) continue;
    for (const path of parameter.paths) shown = changed(shown, path.split('.'), to) as Resource;
  }
  for (const path of REFERENCE_PLACES[type] ?? []) {
    if (!broken(`reference-dangling:${type}.${path}`)) continue;
    shown = changed(shown, path.split('.'), toNowhere) as Resource;
  }
  return shown;
}

/** The value with the reference at a path changed; what is not on the path is shared, not copied. */
function changed(value: Json, path: readonly string[], to: (reference: string) => string): Json {
  if (Array.isArray(value)) return value.map((member) => changed(member, path, to));
  const [step, ...rest] = path;
  // A canonical is a reference that stands as a bare string.
  if (step === undefined && typeof value === 'string') return to(value);
  if (!isObject(value)) return value;
  const member = value[step ?? 'reference'];
  if (member === undefined) return value;
  return { ...value, [step ?? 'reference']: changed(member, rest, to) };
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const INDIA_MS = 330 * 60_000;

/** The same instants on other clocks. */
function elsewhere(value: Json): Json {
  if (typeof value === 'string') {
    if (!INSTANT.test(value)) return value;
    const local = new Date(Date.parse(value) + INDIA_MS).toISOString();
    return local.replace(value.includes('.') ? 'Z' : /\.\d{3}Z$/, '+05:30');
  }
  if (Array.isArray(value)) return value.map(elsewhere);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, elsewhere(member as Json)]),
  );
}

/** An extension that no one knows and everyone has to bear (FHIR R4, Extensibility). */
const extended = (resource: Resource): Resource => ({
  ...resource,
  extension: [
    ...(Array.isArray(resource['extension']) ? resource['extension'] : []),
    { url: 'https://sandbox.example.org/fhir/StructureDefinition/shelf-mark', valueString: 'A7' },
  ],
});

/** Members in reverse order: JSON objects have none (RFC 8259, 4). */
function shuffled(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((member) => shuffled(member) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}
