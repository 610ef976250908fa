import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WireOutcome } from '../../core/http-port.ts';
import { FAKE_BASE, fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { fakeWire, reply } from '../../test/fake-world.ts';
import { runChecks } from '../../test/run-checks.ts';
import { clinicalNotesGroup } from '../us-core-special/index.ts';
import { usCoreGroup } from './index.ts';

const { auth: _auth, ...open } = fakeConfig({ patients: ['85'] });
const config = { ...open, auth: { clients: {} } };
const context = fakeContext(config);
const checks = [
  ...['us-core-allergyintolerance', 'us-core-documentreference', 'us-core-organization'].flatMap(
    (id) => usCoreGroup(id)(context, id),
  ),
  ...clinicalNotesGroup(context, 'notes'),
];

const odd = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(
    null,
    {},
    { a: [1] },
    { toString: 1 },
    '\ud800',
    '',
    [null],
    [[]],
    '9999-12-31',
    '#',
    '2024-01-01',
  ),
);
const coded = fc.oneof(odd, fc.record({ coding: fc.array(fc.record({ system: odd, code: odd })) }));
const linked = fc.oneof(odd, fc.record({ reference: odd }));
const type = fc.constantFrom('AllergyIntolerance', 'DocumentReference', 'Provenance', 'Bundle');
const resource = fc.record(
  {
    resourceType: fc.oneof({ weight: 5, arbitrary: type }, { weight: 1, arbitrary: odd }),
    id: fc.oneof(fc.constant('a'), odd),
    meta: odd,
    extension: fc.oneof(odd, fc.array(fc.record({ url: odd, valueCode: odd }))),
    contained: fc.oneof(odd, fc.array(fc.record({ resourceType: odd, id: odd }))),
    clinicalStatus: coded,
    type: coded,
    category: coded,
    patient: linked,
    author: linked,
    custodian: linked,
    period: fc.oneof(odd, fc.record({ start: odd, end: odd })),
    date: odd,
    content: fc.oneof(odd, fc.array(fc.record({ attachment: fc.record({ url: odd }) }))),
    target: linked,
    agent: fc.array(fc.record({ who: linked })),
  },
  { requiredKeys: ['resourceType'] },
);
const bundle = fc.record(
  {
    resourceType: fc.constant('Bundle'),
    type: fc.constantFrom('searchset', 'history', 7),
    total: odd,
    link: fc.oneof(
      odd,
      fc.array(fc.record({ relation: fc.constantFrom('next', 'self'), url: odd }), {
        maxLength: 2,
      }),
    ),
    entry: fc.oneof(
      { weight: 4, arbitrary: fc.array(fc.record({ resource, fullUrl: odd, search: odd })) },
      { weight: 1, arbitrary: odd },
    ),
  },
  { requiredKeys: ['resourceType'] },
);
const answer: fc.Arbitrary<WireOutcome> = fc
  .tuple(
    fc.constantFrom(200, 200, 200, 200, 400, 404),
    fc.oneof({ weight: 6, arbitrary: bundle }, resource, odd, fc.string()),
  )
  .map(([status, body]) => reply(status, body));

it('whatever a server answers to searches and reads, nothing of ours fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 6 }), async (answers) => {
      const wire = fakeWire((_request, nth) => answers[nth % answers.length] ?? reply(404));
      const { results } = await runChecks(checks, config, wire);
      const ours = results.filter(({ message }) => message.includes('Assay failed'));
      expect(ours.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
      expect(wire.sent.every(({ url }) => URL.canParse(url, FAKE_BASE))).toBe(true);
    }),
    { seed: 20261123, numRuns: 60 },
  );
}, 60_000);
