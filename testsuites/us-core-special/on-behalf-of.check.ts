import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideFor } from '../must-support/guide.ts';
import { nameOf } from '../us-core/bundle.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';

const WHO_NEEDS_ONE = /(^|\/)(Practitioner|Device)\/[A-Za-z0-9.-]{1,64}/;

export const onBehalfOf = (context: ProfileContext) =>
  defineCheck({
    id: 'provenance.conformance.on-behalf-of',
    level: 'SHALL',
    citations: [CITATION.dataResponseSingle],
    requirements: ['uscore.provenance.conformance.on-behalf-of'],
    title: 'Provenance tells for whom a practitioner or device acted',
    failureTitle: 'Provenance does not tell for whom a practitioner or device acted',
    remedy: 'Fill agent.onBehalfOf wherever agent.who is a Practitioner or a Device.',
    guide: () =>
      guideFor(
        context,
        'Load a Provenance whose agent is a practitioner on behalf of an organization for one of the test patients.',
        [
          wishAt('agent.who', { fixed: { reference: 'Practitioner/example' } }),
          wishAt('agent.onBehalfOf'),
        ],
      ),
    needs: { gathered: gatheredProbe(context) },
    judge: ({ gathered: { gathered } }) => {
      const records = [...gathered.values()].flat();
      if (records.length === 0)
        return skip('No Provenance came with any search; load at least one.');
      const findings = records.flatMap(({ resource, exchange }) =>
        valuesAt(resource, 'agent').flatMap((agent, index) => {
          const [who] = valuesAt(agent, 'who.reference');
          const needsOne = typeof who === 'string' && WHO_NEEDS_ONE.test(who);
          if (!needsOne || (isObject(agent) && agent['onBehalfOf'] !== undefined)) return [];
          return [
            differs(`Provenance.agent[${index}].onBehalfOf`, {
              expected: `the organization for which ${who} acted`,
              received: 'none',
              resource: nameOf(resource),
              exchange,
            }),
          ];
        }),
      );
      return judged(findings, `${records.length} Provenance`);
    },
  });
