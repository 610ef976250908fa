import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppClient } from './app-client.ts';
import { startSandbox, type Sandbox } from './server.ts';

interface Entry {
  readonly fullUrl: string;
  readonly resource: { readonly resourceType: string; readonly id: string };
  readonly search: { readonly mode: string };
}

interface Bundle {
  readonly type: string;
  readonly total: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly Entry[];
}

let sandbox: Sandbox;
let client: AppClient;
let token: unknown;

beforeAll(async () => {
  sandbox = await startSandbox();
  client = new AppClient(sandbox.config);
  token = (await client.launch({ others: true }))['access_token'];
});
afterAll(() => sandbox.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  client.get(path, token, headers);
const bundle = async (path: string, headers: Record<string, string> = {}): Promise<Bundle> =>
  (await get(path, headers)).body as unknown as Bundle;
const idsIn = ({ entry = [] }: Bundle): string[] => entry.map(({ resource }) => resource.id);

describe('read', () => {
  it('says version, time and type', async () => {
    const { status, headers, body } = await get('Patient/eleanor-voss');
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('W/"1"');
    expect(headers.get('last-modified')).toMatch(/GMT$/);
    expect(headers.get('content-type')).toBe('application/fhir+json');
    expect(body['meta']).toMatchObject({ versionId: '1' });
  });

  it('answers a conditional read with 304', async () =>
    expect((await get('Patient/eleanor-voss', { 'if-none-match': 'W/"1"' })).status).toBe(304));

  it('answers HEAD without a body', async () => {
    const answer = await fetch(`${client.base}/Patient/eleanor-voss`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${String(token)}` },
    });
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(1000);
    expect(await answer.text()).toBe('');
  });

  it.each([
    ['Patient/nobody', 404],
    ['Basic/1', 404],
    ['AllergyIntolerance/entered-in-error', 410],
    ['Patient/harold-quist', 403],
    ['Patient/eleanor-voss/_history/1', 200],
    ['Patient/eleanor-voss/_history/2', 404],
    ['Patient/eleanor-voss/everything', 404],
  ])('%s is %i', async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    if (status >= 400) expect(answer.body['resourceType']).toBe('OperationOutcome');
  });

  it('gives the history as a Bundle', async () => {
    const { body } = await get('Patient/eleanor-voss/_history');
    expect(body).toMatchObject({ type: 'history', total: 1 });
  });

  it('gives a Binary as what it holds, or as a resource when asked', async () => {
    const plain = await get('Binary/eleanor-ecg', { accept: 'text/plain' });
    expect(plain.headers.get('content-type')).toBe('text/plain');
    expect(plain.text).toContain('Twelve-lead ECG');
    const resource = await get('Binary/eleanor-ecg', { accept: 'application/fhir+json' });
    expect(resource.body['resourceType']).toBe('Binary');
  });

  it('refuses to write', async () => {
    const answer = await fetch(`${client.base}/Patient`, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(token)}` },
      body: '{}',
    });
    expect(answer.status).toBe(405);
  });
});

describe('without a valid token', () => {
  it.each([
    ['none', undefined],
    ['one that was never issued', 'made-up'],
  ])('%s is 401 with a challenge', async (_case, bearer) => {
    const answer = await client.get('Patient/eleanor-voss', bearer);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });
});

describe('search', () => {
  const VITALS = 'Observation?patient=eleanor-voss&category=vital-signs';

  it('pages to the end, each match once', async () => {
    let page = await bundle(VITALS);
    const { total } = page;
    const ids = idsIn(page);
    expect(ids.length).toBe(20);
    for (let next = linkOf(page, 'next'); next !== undefined; next = linkOf(page, 'next')) {
      page = await bundle(next.slice(client.base.length + 1));
      ids.push(...idsIn(page));
    }
    expect(ids.length).toBe(total);
    expect(new Set(ids).size).toBe(total);
  });

  const linkOf = ({ link }: Bundle, relation: string): string | undefined =>
    link.find((known) => known.relation === relation)?.url;

  it('gives absolute fullUrls, search modes, a total and a self link', async () => {
    const { type, total, link, entry = [] } = await bundle('Goal?patient=eleanor-voss');
    expect([type, total]).toEqual(['searchset', entry.length]);
    expect(link).toContainEqual({
      relation: 'self',
      url: `${client.base}/Goal?patient=eleanor-voss`,
    });
    for (const { fullUrl, resource, search } of entry) {
      expect(fullUrl).toBe(`${client.base}/Goal/${resource.id}`);
      expect(search.mode).toBe('match');
    }
  });

  it('finds the same by POST, with parameters in both places', async () => {
    const answer = await fetch(`${client.base}/Observation/_search?category=laboratory`, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(token)}` },
      body: new URLSearchParams({ patient: 'eleanor-voss' }),
    });
    const posted = (await answer.json()) as Bundle;
    const got = await bundle('Observation?patient=eleanor-voss&category=laboratory');
    expect(idsIn(posted)).toEqual(idsIn(got));
    expect(got.total).toBeGreaterThan(5);
  });

  it('takes _count=0 as a question for the total', async () => {
    const { total, entry } = await bundle(`${VITALS}&_count=0`);
    expect(total).toBeGreaterThan(20);
    expect(entry).toBeUndefined();
  });

  it('includes medications and Provenance', async () => {
    const { entry = [] } = await bundle(
      'MedicationRequest?patient=eleanor-voss&intent=order&_include=MedicationRequest:medication&_revinclude=Provenance:target',
    );
    const included = entry.filter(({ search }) => search.mode === 'include');
    const types = new Set(included.map(({ resource }) => resource.resourceType));
    expect(types).toEqual(new Set(['Medication', 'Provenance']));
  });

  it('remarks on what it does not understand, and refuses it when told to be strict', async () => {
    const { entry = [], link } = await bundle('Goal?patient=eleanor-voss&mood=good');
    expect(entry.at(-1)?.search.mode).toBe('outcome');
    expect(link[0]?.url).not.toContain('mood');
    const strict = await get('Goal?patient=eleanor-voss&mood=good', { prefer: 'handling=strict' });
    expect(strict.status).toBe(400);
    expect(strict.text).toContain('mood');
  });

  it.each(['Observation?date=soon', 'Goal?patient=a%20b', 'Patient?_count=many'])(
    'answers %s with 400 and an OperationOutcome',
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body['resourceType']]).toEqual([400, 'OperationOutcome']);
    },
  );

  it('says that an invented page is gone', async () =>
    expect((await get('Goal?_page=invented')).status).toBe(410));

  it('gives nothing of a patient who was not shared', async () =>
    expect((await bundle('Observation?patient=harold-quist')).total).toBe(0));
});

describe('behind a reverse proxy', () => {
  const proxied = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'ehr.example.org',
    'x-forwarded-prefix': '/north/',
  };

  it('speaks in the addresses that the client uses', async () => {
    const { entry = [] } = await bundle('Patient?_id=eleanor-voss', proxied);
    expect(entry[0]?.fullUrl).toBe('https://ehr.example.org/north/fhir/r4/Patient/eleanor-voss');
    const configuration = await get('.well-known/smart-configuration', proxied);
    expect(configuration.body['token_endpoint']).toBe('https://ehr.example.org/north/oauth/token');
    const metadata = await get('metadata', proxied);
    expect(metadata.text).toContain('https://ehr.example.org/north/oauth/authorize');
  });
});

describe('an app in a browser', () => {
  const origin = { origin: 'https://app.example.org' };

  it('may call the FHIR and token endpoints, and may not frame or read the login', async () => {
    const { token_endpoint: tokenEndpoint, authorization_endpoint: authorize } =
      await client.endpoints();
    for (const url of [`${client.base}/metadata`, tokenEndpoint]) {
      const answer = await fetch(url, { method: 'OPTIONS', headers: origin });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-allow-headers')).toContain('Authorization');
    }
    const page = await fetch(authorize, { headers: origin });
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('variations', () => {
  const under = async (faults: string[], path: string) => {
    const other = await startSandbox({ faults });
    const app = new AppClient(other.config);
    const bearer = (await app.launch())['access_token'];
    const answer = await app.get(path, bearer);
    await other.close();
    return answer;
  };

  it('absolute references', async () => {
    const { text } = await under(['absolute-references'], 'Goal/eleanor-a1c-goal');
    expect(text).toMatch(
      /"reference":"http:\/\/127\.0\.0\.1:\d+\/fhir\/r4\/Patient\/eleanor-voss"/,
    );
  });

  it('a status demanded, with an outcome, and documented', async () => {
    const id = 'status-required:AllergyIntolerance';
    const refused = await under([id], 'AllergyIntolerance?patient=eleanor-voss');
    expect([refused.status, refused.body['resourceType']]).toEqual([400, 'OperationOutcome']);
    expect((await under([id], 'metadata')).text).toContain('has to name a status');
    const path = 'AllergyIntolerance?patient=eleanor-voss&clinical-status=active,resolved';
    expect((await under([id], path)).body['total']).toBe(3);
  });

  it.each([
    ['small-pages', 'AllergyIntolerance?_count=1', '"relation":"next"'],
    ['outcome-entries', 'Goal?patient=eleanor-voss', '"mode":"outcome"'],
    ['extra-extensions', 'Goal/eleanor-a1c-goal', 'shelf-mark'],
    ['shuffled-properties', 'Goal/eleanor-a1c-goal', '"resourceType":"Goal"}'],
  ])('%s', async (id, path, shown) => expect((await under([id], path)).text).toContain(shown));
});
