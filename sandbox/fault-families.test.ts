import { describe, expect, it } from 'vitest';
import { fillStore } from './data/record.ts';
import { ELEANOR, MILA } from './data/people.ts';
import { FAMILY_FAULTS } from './fault-families.ts';
import { breakageOf } from './faults.ts';
import { answerFhir } from './fhir-api.ts';
import type { Incoming, Reply, Urls } from './http.ts';
import { openIdConfiguration, smartConfiguration } from './oauth/discovery.ts';
import { grantedScopes } from './oauth/granting.ts';
import { TokenBook } from './oauth/token-book.ts';
import { valuesAt } from './resource.ts';
import { typeRows } from './search-parameters.ts';
import { Store, type Stored } from './store.ts';

const urls: Urls = {
  root: 'http://localhost',
  fhir: 'http://localhost/fhir/r4',
  issuer: 'http://localhost/oauth',
};

const store = new Store();
fillStore(store, '7.0.0');
const tokens = new TokenBook({ now: Date.now, lifetimeSeconds: 60, breakage: breakageOf([]) });
const scopes = [...typeRows.keys()].map((type) => `patient/${type}.rs`);
const token = tokens.issue(
  {
    clientId: 'test',
    scopes,
    patient: ELEANOR,
    patients: [ELEANOR, MILA],
    userPatients: [],
    fhirUser: 'Patient/none',
    issuer: urls.issuer,
    fhirBaseUrl: urls.fhir,
    revoked: false,
  },
  scopes,
);

const incoming = (path: string, form?: string): Incoming => {
  const url = new URL(`http://localhost/${path}`);
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    accept: 'application/fhir+json',
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  return {
    method: form === undefined ? 'GET' : 'POST',
    path: url.pathname,
    query: url.searchParams,
    body: form ?? '',
    header: (name) => headers[name],
    urls,
  };
};

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

const asked = (faults: readonly string[], path: string, form?: string): Reply => {
  const breakage = breakageOf(faults);
  const request = incoming(path, form);
  const context = { store, tokens, breakage, usCore: '7.0.0' as const };
  const reply = answerFhir(context, request, request.path);
  return { ...reply, body: String(reply.body).replace(UUID, '') };
};

/** A resource that has a value for a search parameter or, if there is no such one, at a path. */
const sample = (type: string, place?: string): Stored => {
  const parameters = typeRows.get(type)?.parameters ?? [];
  const has = ({ resource, values }: Stored, name: string): boolean =>
    parameters.some((parameter) => parameter.name === name)
      ? [values.tokens, values.references, values.strings, values.dates].some((held) =>
          held.has(name),
        )
      : valuesAt(resource, name).length > 0;
  const found = [...store.all(type)].find(
    (stored) =>
      (stored.patients.length === 0 ||
        stored.patients.includes(ELEANOR) ||
        stored.patients.includes(MILA)) &&
      (place === undefined || has(stored, place)),
  );
  if (found === undefined) throw new Error(`No ${type} with ${place ?? 'anything'}`);
  return found;
};

/** A search value that finds the sample it was taken from. */
const searchValue = (type: string, parameter: string, withSystem = false): string => {
  const { values } = sample(type, parameter);
  const [one] = values.tokens.get(parameter) ?? [];
  const text =
    one === undefined
      ? (values.references.get(parameter)?.[0] ?? values.strings.get(parameter)?.[0])
      : withSystem
        ? `${one.system ?? ''}|${one.code}`
        : one.code;
  const from = values.dates.get(parameter)?.[0]?.from;
  return encodeURIComponent(text ?? `ge${new Date(from ?? 0).toISOString()}`);
};

const MATCHLESS: Readonly<Record<string, string>> = {
  token: 'no-such-code',
  string: 'zzzz',
  date: '1900-01-01',
  reference: 'Patient/nobody',
};

/** What to ask so that the fault shows: path, and the form of a POST. */
function question(id: string): [string, string?] {
  const [family = '', place = ''] = id.split(':');
  const [type = '', parameter = '', comparator = ''] = place.split('.');
  const kind = typeRows.get(type)?.parameters.find(({ name }) => name === parameter)?.type ?? '';
  switch (family) {
    case 'search-ignores':
      return [`${type}?${parameter}=${MATCHLESS[kind] ?? ''}`];
    case 'search-drops':
    case 'search-loses-one':
      return [`${type}?${parameter}=${searchValue(type, parameter)}`];
    case 'search-system-token-broken':
      return [`${type}?${parameter}=${searchValue(type, parameter, true)}`];
    case 'search-or-takes-first':
      return [`${type}?${parameter}=nobody,${searchValue(type, parameter)}`];
    case 'search-comparator-reversed':
      return [`${type}?${parameter}=${comparator}${comparator.startsWith('g') ? '1900' : '2100'}`];
    case 'search-post-unsupported':
      return [`${type}/_search`, '_id=x'];
    case 'search-post-body-ignored':
      return [`${type}/_search`, '_id=x'];
    case 'search-typed-reference-broken':
      return [`${type}?patient=Patient/${ELEANOR},Patient/${MILA}`];
    case 'revinclude-ignored':
      return [`${type}?_id=${sample(type).resource.id}&_revinclude=Provenance:target`];
    case 'include-ignored': {
      const name = typeRows.get(type)?.include[0] ?? '';
      return [`${type}?_id=${sample(type, name).resource.id}&_include=${type}:${name}`];
    }
    case 'vread-missing':
    case 'vread-wrong-version':
      return [`${type}/${sample(type).resource.id}/_history/1`];
    case 'history-missing':
      return [`${type}/${sample(type).resource.id}/_history`];
    case 'reference-dangling':
    case 'reference-wrong-type':
      return [`${type}/${sample(type, place.slice(type.length + 1)).resource.id}`];
    case 'metadata-lacks-profile':
      return ['metadata'];
    default:
      return family.startsWith('read-') ? [`${type}/${sample(type).resource.id}`] : [type];
  }
}

const served = FAMILY_FAULTS.filter(
  ({ id }) => !/^(smart-config|openid-configuration|scope-type)/.test(id),
);

describe('each fault of a family changes what the server answers', () => {
  it.each(served.map(({ id }) => id))('%s', (id) => {
    const [path, form] = question(id);
    const sound = asked([], path, form);
    const broken = asked([id], path, form);
    expect(sound.status, sound.body.toString()).toBe(200);
    expect(`${broken.status} ${broken.body}`).not.toBe(`${sound.status} ${sound.body}`);
  });

  const documents = FAMILY_FAULTS.filter(({ id }) => /^(smart-config|openid-conf)/.test(id));
  it.each(documents.map(({ id }) => id))('%s', (id) => {
    const published = (faults: string[]) => {
      const breakage = breakageOf(faults);
      return [smartConfiguration(urls, breakage, undefined), openIdConfiguration(urls, breakage)];
    };
    expect(published([id])).not.toEqual(published([]));
  });

  it.each([...typeRows.keys()].filter((type) => type !== 'Binary'))(
    'scope-type-not-granted:%s',
    (type) => {
      const fault = breakageOf([`scope-type-not-granted:${type}`]);
      const granted = grantedScopes(scopes, scopes, fault);
      expect(granted).toEqual(scopes.filter((scope) => scope !== `patient/${type}.rs`));
    },
  );
});
