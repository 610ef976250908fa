import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideFor } from '../must-support/guide.ts';
import { type Found, nameOf } from '../us-core/bundle.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import { provenanceProbe } from '../us-core/provenance.probe.ts';
import { search } from '../us-core/search-run.ts';
import { seedProbe } from '../us-core/seed.probe.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import { reachProbe } from '../us-core/profile-context.ts';

const targetsOf = ({ resource }: Found): readonly string[] =>
  valuesAt(resource, 'target').flatMap((target) =>
    isObject(target) && typeof target['reference'] === 'string'
      ? [target['reference'].replace(/\/_history\/[^/]+$/, '')]
      : [],
  );

const namesSomebody = ({ resource }: Found): boolean =>
  [...valuesAt(resource, 'agent.who'), ...valuesAt(resource, 'agent.onBehalfOf')].length > 0;

const isHeld = ({ resource }: Found): boolean => valuesAt(resource, 'custodian').length > 0;

/** Provenance of the documents that name no custodian, asked for only where there are such. */
const provenanceOfHomeless = (context: ProfileContext): Probe<readonly Found[]> =>
  defineProbe({
    id: 'custodian-provenance',
    needs: {
      seed: seedProbe(context),
      provenance: provenanceProbe(context),
      reach: reachProbe(context),
    },
    gather: async (io, { seed, provenance, reach }) => {
      const homeless = [...seed.gathered.values()].flat().filter((found) => !isHeld(found));
      if (homeless.length === 0) return [];
      const target = { base: context.config.target.fhirBaseUrl, context: reach.access.context };
      const again = await io.each(seed.searches, ({ done }) =>
        search(io, target, done.type, [
          ...done.params,
          ['_revinclude', 'Provenance:target'] as const,
        ]),
      );
      return [...provenance.searches, ...again]
        .flatMap(({ entries }) => entries)
        .filter(({ resource }) => resource.resourceType === 'Provenance');
    },
  });

export const custodian = (context: ProfileContext) =>
  defineCheck({
    id: 'documentreference.custodian',
    level: 'SHALL',
    citations: [CITATION.dataResponseSingle],
    requirements: ['uscore.documentreference.custodian'],
    title: 'Each document tells which organization is responsible for it',
    failureTitle: 'Not every document tells which organization is responsible for it',
    remedy:
      'Fill DocumentReference.custodian, or keep a Provenance for the document whose agent names the organization (US Core DocumentReference).',
    guide: () =>
      guideFor(
        context,
        'Load a DocumentReference that names its custodian for one of the test patients.',
        [wishAt('custodian')],
      ),
    needs: { seed: seedProbe(context), provenance: provenanceOfHomeless(context) },
    judge: ({ seed, provenance }) => {
      const documents = [...seed.gathered.values()].flat();
      if (documents.length === 0) return skip('No DocumentReference was found; load at least one.');
      const findings = documents
        .filter(
          (found) =>
            !isHeld(found) &&
            !provenance.some(
              (record) =>
                namesSomebody(record) &&
                targetsOf(record).some((target) => target.endsWith(nameOf(found.resource))),
            ),
        )
        .map((found) =>
          differs('DocumentReference.custodian', {
            expected: 'an organization, here or in a Provenance about the document',
            received: 'none',
            resource: nameOf(found.resource),
            exchange: found.exchange,
          }),
        );
      return judged(findings, `${documents.length} documents`);
    },
  });
