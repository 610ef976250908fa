import { isObject, type Json, type Resource } from './resource.ts';

/** One way in which a whole record can look different and say the same. */
export type RecordTrait = (record: readonly Resource[]) => readonly Resource[];

const LOCAL = 'https://sandbox.example.org/fhir';

/** Resources that people, settings or codes of the sandbox know by their id keep it. */
const KNOWN_BY_NAME = new Set([
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
  'Organization',
  'Location',
  'Encounter',
  'Binary',
]);

const LATER = new Set(['Provenance', 'Binary']);

const LONGEST_ID = 64;
const FILLING = '.-Zz09';

const lengthened = (id: string): string =>
  `${id}.`.padEnd(LONGEST_ID, FILLING).slice(0, LONGEST_ID);

/** Ids as long as they may be, of every character that they may have (FHIR R4, id). */
function longIds(record: readonly Resource[]): readonly Resource[] {
  const names = new Map(
    record
      .filter(({ resourceType }) => !KNOWN_BY_NAME.has(resourceType))
      .map(({ resourceType, id }) => [`${resourceType}/${id}`, lengthened(id)]),
  );
  const renamed = (value: Json): Json => {
    if (typeof value === 'string') {
      const id = names.get(value);
      return id === undefined ? value : `${value.slice(0, value.indexOf('/'))}/${id}`;
    }
    return mapped(value, renamed);
  };
  return record.map((resource) => ({
    ...(renamed(resource) as Resource),
    id: names.get(`${resource.resourceType}/${resource.id}`) ?? resource.id,
  }));
}

const mapped = (value: Json, by: (member: Json) => Json): Json => {
  if (Array.isArray(value)) return value.map(by);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, by(member as Json)]),
  );
};

const each =
  (change: (resource: Resource) => Resource): RecordTrait =>
  (record) =>
    record.map(change);

/** Every object below a resource, itself and what it contains left out. */
const everyElement = (resource: Resource, change: (element: Json) => Json): Resource => {
  const deep = (value: Json): Json => {
    const inner = mapped(value, deep);
    return isObject(inner) && !('resourceType' in inner) ? change(inner) : inner;
  };
  return mapped(resource, deep) as Resource;
};

const withMeta = (resource: Resource, more: Readonly<Record<string, Json>>): Resource => ({
  ...resource,
  meta: { ...(isObject(resource['meta']) ? resource['meta'] : {}), ...more },
});

const claimed = (resource: Resource): readonly Json[] => {
  const profile = isObject(resource['meta']) ? resource['meta']['profile'] : undefined;
  return Array.isArray(profile) ? (profile as readonly Json[]) : [];
};

const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const clock =
  (change: (start: string, zone: string) => string) =>
  (value: Json): Json => {
    const retold = (member: Json): Json => {
      if (typeof member !== 'string') return mapped(member, retold);
      const [, start, fraction, zone = 'Z'] = INSTANT.exec(member) ?? [];
      return start === undefined || fraction !== undefined ? member : change(start, zone);
    };
    return retold(value);
  };

/** Ways in which a record can be told, by id. */
export const RECORD_TRAITS = {
  'long-ids': longIds,
  'own-profiles-first': each((resource) =>
    withMeta(resource, {
      profile: [`${LOCAL}/StructureDefinition/house-style`, ...claimed(resource)],
    }),
  ),
  tags: each((resource) =>
    withMeta(resource, {
      source: `${LOCAL}/feed#7`,
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }],
      tag: [{ system: `${LOCAL}/tags`, code: 'synthetic' }],
    }),
  ),
  language: each((resource) => ({ ...resource, language: 'en-US' })),
  narrative: each((resource) =>
    ['Binary', 'Bundle'].includes(resource.resourceType) || resource['text'] !== undefined
      ? resource
      : {
          ...resource,
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${resource.resourceType} &amp; more</p></div>`,
          },
        },
  ),
  'element-ids': each((resource) => {
    let count = 0;
    return everyElement(resource, (element) => {
      if (!isObject(element) || !Array.isArray(element['coding'])) return element;
      count += 1;
      return { id: `e${count}`, ...element };
    });
  }),
  'reference-displays': each((resource) =>
    everyElement(resource, (element) =>
      isObject(element) && typeof element['reference'] === 'string' && !('display' in element)
        ? { ...element, display: 'As it is called here' }
        : element,
    ),
  ),
  'reference-types': each((resource) =>
    everyElement(resource, (element) => {
      if (!isObject(element) || typeof element['reference'] !== 'string') return element;
      const [, type] = /^([A-Z][A-Za-z]+)\//.exec(element['reference']) ?? [];
      return type === undefined || 'type' in element ? element : { ...element, type };
    }),
  ),
  'coding-extensions': each((resource) =>
    everyElement(resource, (element) =>
      isObject(element) && typeof element['system'] === 'string' && 'code' in element
        ? {
            ...element,
            extension: [
              ...(Array.isArray(element['extension']) ? element['extension'] : []),
              { url: `${LOCAL}/StructureDefinition/seen`, valueBoolean: true },
            ],
          }
        : element,
    ),
  ),
  'local-codings': each((resource) => {
    const { code } = resource;
    if (!isObject(code) || !Array.isArray(code['coding'])) return resource;
    const local = { system: `${LOCAL}/codes`, code: 'A-7 b', display: 'House code' };
    return { ...resource, code: { ...code, coding: [local, ...(code['coding'] as Json[])] } };
  }),
  'texts-of-codes': each((resource) =>
    everyElement(resource, (element) =>
      isObject(element) && Array.isArray(element['coding'])
        ? { ...element, text: 'In our own words: "é", 漢, \u{1F600}' }
        : element,
    ),
  ),
  'status-extensions': each((resource) =>
    typeof resource['status'] === 'string'
      ? {
          ...resource,
          _status: { extension: [{ url: `${LOCAL}/StructureDefinition/why`, valueString: 'x' }] },
        }
      : resource,
  ),
  fractions: each(
    (resource) => clock((start, zone) => `${start}.000${zone}`)(resource) as Resource,
  ),
  'zero-offset': each(
    (resource) =>
      clock((start, zone) => `${start}${zone === 'Z' ? '+00:00' : zone}`)(resource) as Resource,
  ),
  // What is said of others comes after them: the sandbox files it with them.
  'reversed-record': (record) => [
    ...record.filter(({ resourceType }) => !LATER.has(resourceType)).toReversed(),
    ...record.filter(({ resourceType }) => LATER.has(resourceType)),
  ],
} as const satisfies Readonly<Record<string, RecordTrait>>;
