import { isObject, type Json, type Resource } from '../resource.ts';

/** Where a record keeps within a resource what it could refer to, by type of the resource. */
const HELD_WITHIN: Readonly<Record<string, readonly string[]>> = {
  MedicationRequest: ['medicationReference'],
  MedicationDispense: ['medicationReference'],
  Coverage: ['payor'],
  DocumentReference: ['author'],
  Immunization: ['location'],
};

/** Kept nowhere else, so that nobody can ask for it by its address. */
const ONLY_WITHIN: ReadonlySet<string> = new Set(['Medication']);

/** The record as a server keeps it whose medications, payers and authors have no record of their own. */
export function containing(record: readonly Resource[]): readonly Resource[] {
  const byName = new Map(record.map((each) => [`${each.resourceType}/${each.id}`, each]));
  return record
    .filter(({ resourceType }) => !ONLY_WITHIN.has(resourceType))
    .map((holder) =>
      (HELD_WITHIN[holder.resourceType] ?? []).reduce<Resource>(
        (shown, member) => heldWithin(shown, member, byName),
        holder,
      ),
    );
}

function heldWithin(
  holder: Resource,
  member: string,
  byName: ReadonlyMap<string, Resource>,
): Resource {
  const held: Resource[] = [];
  const local = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(local);
    if (!isObject(value) || typeof value['reference'] !== 'string') return value;
    const found = byName.get(value['reference']);
    if (found === undefined || leadsOn(found)) return value;
    held.push(found);
    return { ...value, reference: `#${found.id}` };
  };
  const value = holder[member];
  if (value === undefined) return holder;
  const changed = local(value);
  if (held.length === 0) return holder;
  const { resourceType, id, meta, text, ...elements } = holder;
  return {
    resourceType,
    id,
    ...(meta === undefined ? {} : { meta }),
    ...(text === undefined ? {} : { text }),
    contained: held.map(withoutOwnRecord),
    ...elements,
    [member]: changed,
  };
}

/** What belongs to others, such as a role to an organization, stays where it can be found. */
const leadsOn = ({ resourceType }: Resource): boolean => resourceType === 'PractitionerRole';

/** Contained resources have no version or narrative of their own (FHIR R4, dom-4, dom-5, dom-6). */
function withoutOwnRecord({ meta, text: _, ...rest }: Resource): Resource {
  const profile = isObject(meta) ? meta['profile'] : undefined;
  const { resourceType, id, ...elements } = rest;
  return {
    resourceType: String(resourceType),
    id: String(id),
    ...(profile === undefined ? {} : { meta: { profile } }),
    ...elements,
  };
}
