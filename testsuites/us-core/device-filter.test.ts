import { describe, expect, it } from 'vitest';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { fakeWire, reply } from '../../test/fake-world.ts';
import { runChecks } from '../../test/run-checks.ts';
import { profileContext, searchset } from '../../test/us-core-evidence.ts';
import { isInScope } from './device-filter.ts';
import { usCoreGroup } from './index.ts';

const PACEMAKER = '14106009';
const typed = (...codes: readonly unknown[]) => ({
  resourceType: 'Device',
  id: 'd',
  type: { coding: codes.map((code) => ({ system: 'http://snomed.info/sct', code })) },
});

describe('whether a resource is one of the devices that are implanted', () => {
  it.each([
    ['of a type that is named', [PACEMAKER], typed('1', PACEMAKER), true],
    ['of another', [PACEMAKER], typed('87405001'), false],
    ['of none', [PACEMAKER], { resourceType: 'Device' }, false],
    ['of odd ones', [PACEMAKER], typed(null, {}, 1), false],
    ['no device', [PACEMAKER], { resourceType: 'Patient' }, true],
    ['no types are named', undefined, typed('87405001'), true],
  ])('%s', (_case, types, resource, expected) => {
    const named = types === undefined ? {} : { implantableDeviceTypes: types };
    expect(isInScope(fakeConfig(named), resource)).toBe(expected);
  });
});

describe('a run that names the types', () => {
  const cane = { ...typed('87405001'), id: 'cane', status: 'leaning' };
  const pacemaker = {
    ...typed(PACEMAKER),
    id: 'pacemaker',
    distinctIdentifier: 'PM-1',
    patient: { reference: 'Patient/85' },
  };
  const judged = async (implantableDeviceTypes?: readonly string[]) => {
    const { auth: _auth, ...open } = fakeConfig({
      patients: ['85'],
      ...(implantableDeviceTypes === undefined ? {} : { implantableDeviceTypes }),
    });
    const config = { ...open, auth: { clients: {} } };
    const wire = fakeWire(({ url, method }) => {
      const { pathname, searchParams } = new URL(url);
      if (!pathname.includes('/Device')) return reply(404);
      const one = [cane, pacemaker].find(({ id }) => pathname.endsWith(id));
      if (one !== undefined) return reply(200, one);
      const type = searchParams.get('type');
      const found = [cane, pacemaker].filter(
        (device) => type === null || JSON.stringify(device).includes(type.split('|').at(-1) ?? ''),
      );
      // POST finds the canes in another order: that they are there at all is no matter.
      return reply(200, searchset(method === 'POST' ? found.toReversed() : found));
    });
    const context = { ...profileContext('us-core-implantable-device'), config };
    const checks = usCoreGroup('us-core-implantable-device')(context, 'devices');
    const { results } = await runChecks(checks, config, wire);
    const verdictOf = (end: string) => results.find(({ id }) => id.endsWith(end))?.verdict;
    return {
      profile: verdictOf('implantable-device.conformance.profile'),
      status: verdictOf('must-support.distinctIdentifier'),
      patient: verdictOf('reference.patient.us-core-patient'),
      post: verdictOf('search.patient.post'),
      typed: verdictOf('search.patient.patient-typed-reference'),
    };
  };

  it('judges all devices without them, and those that are implanted with them', async () => {
    const all = { status: 'pass', patient: 'skip', post: 'pass', typed: 'pass' };
    expect(await judged()).toEqual({ ...all, profile: 'fail' });
    expect(await judged([PACEMAKER])).toEqual({ ...all, profile: 'pass' });
  });

  it('has nothing to judge where no device is of these types', async () => {
    expect(await judged(['1'])).toMatchObject({ profile: 'skip', status: 'skip' });
  });
});
