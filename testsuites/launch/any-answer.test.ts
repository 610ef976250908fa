import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import {
  FAKE_SECRETS,
  fakeConfig,
  fakeContext,
  FakeEhr,
  type FakeResponse,
} from '../../test/fake-ehr.ts';
import { runChecks } from '../../test/run-checks.ts';
import { smartChecks } from '../../test/smart-checks.ts';
import { corsGroup } from '../cors/index.ts';
import { securityGroup } from '../security/index.ts';

const config = fakeConfig({ options: { usCore: '6.1.0', smart: '2.2.0', bulk: '2.0.0' } });
const context = fakeContext(config);
const checks = [
  ...smartChecks(context),
  ...corsGroup(context, 'cors'),
  ...securityGroup(context, 'security'),
];

/** Another value in place of one of an object's members, at any depth. */
function withChanged(value: unknown, path: readonly number[], put: JsonValue): unknown {
  const [at, ...rest] = path;
  if (at === undefined || typeof value !== 'object' || value === null) return put;
  const names = Object.keys(value);
  const name = names[at % Math.max(1, names.length)];
  if (name === undefined) return put;
  const changed = withChanged((value as Record<string, unknown>)[name], rest, put);
  return Array.isArray(value)
    ? value.map((item, index) => (String(index) === name ? changed : item))
    : { ...value, [name]: changed };
}

const bodies = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom('<form>', '<form id="login"><input name=user></form>', 'null', '[]', '{}', ''),
);

const headers = fc.array(
  fc.tuple(
    fc.constantFrom('content-type', 'location', 'set-cookie', 'cache-control', 'x-other'),
    fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom('application/json', 'https://app.example.org/callback?code=c', '/authorize'),
    ),
  ),
  { maxLength: 3 },
);

type Departure = (usual: FakeResponse) => FakeResponse;

const departures: fc.Arbitrary<Departure> = fc.oneof(
  fc
    .record({
      status: fc.constantFrom(200, 201, 302, 307, 400, 401, 404, 500),
      headers,
      body: bodies,
    })
    .map((answer) => () => answer),
  fc.tuple(fc.array(fc.nat(20), { maxLength: 4 }), fc.jsonValue({ maxDepth: 2 })).map(
    ([path, put]): Departure =>
      (usual) =>
        typeof usual.body === 'object' && usual.body !== null
          ? { ...usual, body: withChanged(usual.body, path, put as JsonValue) }
          : { ...usual, body: JSON.stringify(put) },
  ),
);

/** Most exchanges stay as they are, so that a run gets past its first steps. */
const plans = fc.array(fc.tuple(fc.nat(70), departures), { minLength: 1, maxLength: 8 });

describe('whatever a server answers', () => {
  it('is gathered and judged without a failure of ours', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const twists = new Map(plan);
        const ehr = new FakeEhr((_request, usual, count) => twists.get(count)?.(usual));
        const run = await runChecks(checks, config, ehr, FAKE_SECRETS);
        const ours = run.results.filter(({ message }) => message.includes('Assay failed'));
        expect(ours.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
        expect(run.results).toHaveLength(checks.length);
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
