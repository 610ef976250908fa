import { FHIR_JSON, type Reply } from './http.ts';
import { isObject, type Json, type JsonObject } from './resource.ts';

const LOCAL = 'urn:oid:2.16.840.1.113883.4.999.1';

/** Elements that a coding of the house stands before the standard one in. */
const CODED_LOCALLY = new Set(['code', 'vaccineCode', 'medicationCodeableConcept']);

/**
 * A FHIR answer told in every way at once that FHIR leaves open: spelling of headers and JSON,
 * order, further links and entries, members that nobody asks for. A total and most modes are left
 * out.
 */
export function unusual(reply: Reply, count: number, usCore: string): Reply {
  if (reply.stream !== undefined || reply.headers['Content-Type'] !== FHIR_JSON) return reply;
  const resource = JSON.parse(reply.body.toString()) as JsonObject;
  const shown = shownOf(resource, usCore);
  const headers = Object.entries(reply.headers).map(([name, value]) => [
    count % 2 === 0 ? name.toLowerCase() : name.toUpperCase(),
    name === 'Content-Type' ? 'Application/FHIR+JSON;charset=UTF-8; fhirVersion=4.0' : value,
  ]);
  return {
    ...reply,
    headers: Object.fromEntries(headers) as Reply['headers'],
    body: JSON.stringify(shown, null, 1).replaceAll('/', '\\/'),
  };
}

function shownOf(resource: JsonObject, usCore: string): JsonObject {
  switch (resource['resourceType']) {
    case 'Bundle':
      return bundle(resource);
    case 'CapabilityStatement':
      return declaredByVersion(resource, usCore);
    default:
      return remarked(resource);
  }
}

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

function bundle(given: JsonObject): JsonObject {
  const { total: _total, link, entry, ...rest } = given;
  const told = objects(entry).map((each, at) => {
    const { resource, search, ...more } = each;
    return {
      ...(isObject(search) && at % 2 === 0 ? { search: { ...search, score: 1 } } : {}),
      ...(isObject(resource) ? { resource: remarked(resource) } : {}),
      ...more,
    };
  });
  const isSearch = given['type'] === 'searchset';
  const entries = isSearch ? [...told.toReversed(), REMARK] : told;
  const links = [...(isSearch ? FURTHER_LINKS : []), ...objects(link).toReversed()];
  return {
    ...(entries.length === 0 ? {} : { entry: entries }),
    ...(links.length === 0 ? {} : { link: links }),
    meta: { tag: [{ system: 'urn:sandbox:tags', code: 'unusual' }] },
    timestamp: '2026-11-01T12:00:00.123+05:45',
    ...rest,
  };
}

const FURTHER_LINKS = [{ relation: 'alternate', url: 'urn:sandbox:elsewhere' }];

/** A remark has no id, and nowhere that it is kept. */
const REMARK: JsonObject = {
  search: { mode: 'outcome' },
  resource: {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational', details: { text: 'All is well.' } }],
  },
};

function remarked(resource: JsonObject): JsonObject {
  const type = resource['resourceType'];
  if (type === 'OperationOutcome') return resource;
  const meta = isObject(resource['meta']) ? resource['meta'] : {};
  const claimed = Array.isArray(meta['profile']) ? meta['profile'] : [];
  const { meta: _meta, ...rest } = resource;
  return {
    ...(localized(rest) as JsonObject),
    meta: {
      ...meta,
      source: 'urn:sandbox:source',
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }],
      profile: [...claimed, 'https://sandbox.example.org/StructureDefinition/of-the-house'],
    },
  };
}

/** Canonicals may carry a version (FHIR R4, canonical). */
const declaredByVersion = (statement: JsonObject, version: string): JsonObject =>
  JSON.parse(
    JSON.stringify(statement, (name, value: unknown) =>
      (name === 'instantiates' || name === 'supportedProfile') && Array.isArray(value)
        ? value.map((url) => (String(url).includes('/us/core/') ? `${url}|${version}` : url))
        : value,
    ),
  ) as JsonObject;

function localized(value: Json | undefined, name = ''): Json | undefined {
  if (Array.isArray(value)) return value.map((each: Json) => localized(each, name) ?? null);
  if (!isObject(value)) return value;
  const members = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, localized(member, key)]),
  );
  if (typeof members['reference'] === 'string') {
    return { identifier: { system: `${LOCAL}.1`, value: '7' }, display: 'Told here', ...members };
  }
  const { coding } = members;
  if (!CODED_LOCALLY.has(name) || !Array.isArray(coding)) return members;
  const [first] = objects(coding);
  const code = typeof first?.['code'] === 'string' ? `L-${first['code']}` : 'L-0';
  return { ...members, coding: [{ system: LOCAL, code, userSelected: true }, ...coding] };
}
