import { describe, expect, it } from 'vitest';
import { PUBLISHED_FAULTS, type PublishedFaultId } from '../../sandbox/published.ts';
import { idsOf, runSandbox } from '../detection.ts';

const DOCUMENTATION = 'attestation.g10.visual.documentation-public';
const BASE_URLS = 'attestation.g10.visual.base-urls-public';

const TURNED: Readonly<Record<PublishedFaultId, string>> = {
  'documentation-missing': DOCUMENTATION,
  'documentation-behind-login': DOCUMENTATION,
  'base-urls-need-token': BASE_URLS,
  'base-urls-no-organization': BASE_URLS,
  'base-urls-no-address': BASE_URLS,
};

const ONLY = { only: [DOCUMENTATION, BASE_URLS] };

describe('what is for everybody', () => {
  it('is open at the sample EHR', async () => {
    const { results } = await runSandbox({}, undefined, ONLY);
    expect(idsOf(results, 'pass')).toEqual([DOCUMENTATION, BASE_URLS]);
  });

  it.each(Object.keys(PUBLISHED_FAULTS) as PublishedFaultId[])(
    '%s turns its check',
    async (fault) => {
      const { results } = await runSandbox({ faults: [fault] }, undefined, ONLY);
      expect(idsOf(results, 'fail')).toEqual([TURNED[fault]]);
    },
  );

  it('does not hold where the server tells that refresh tokens end after a month', async () => {
    const refreshes = [
      'attestation.g10.visual.refresh-3-months',
      'attestation.g10.visual.refresh-renewal-3-months',
    ];
    const faults = ['introspection-refresh-token-short'];
    const { results } = await runSandbox({ faults }, undefined, { only: refreshes });
    expect(idsOf(results, 'fail')).toEqual(refreshes);
  });

  it('is failed by what was seen, whatever is attested', async () => {
    const { results } = await runSandbox(
      { faults: ['documentation-missing'] },
      (config) => ({
        ...config,
        attestations: [
          {
            requirement: 'g10.visual.documentation-public',
            by: 'Ann',
            on: '2026-11-01',
            text: 'It is there.',
          },
        ],
      }),
      ONLY,
    );
    expect(idsOf(results, 'fail')).toEqual([DOCUMENTATION]);
  });
});
