import { defineCheck, judged, omit } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding, isError } from '../../core/finding.ts';
import { type ProfileCheckRow, typeOf } from './about-profile.ts';
import { nameOf, resourceOf, withArticle } from './bundle.ts';
import { aboutInteraction, declares } from './interaction.ts';
import { readFindings } from './read.check.ts';
import { type ReadEvidence, readProbe } from './read.probe.ts';
import { capabilityStatementProbe } from '../capability/capability-statement.probe.ts';

const versionOf = (meta: unknown): unknown =>
  (meta as { versionId?: unknown } | undefined)?.versionId;

function versionFindings(read: ReadEvidence): readonly Finding[] {
  const findings = readFindings(read);
  if (!isAnswered(read.exchange) || findings.some(isError)) return findings;
  const { resourceType, meta } = read.source.resource;
  const received = versionOf(resourceOf(read.exchange, resourceType)?.['meta']);
  const expected = versionOf(meta);
  if (received === expected) return findings;
  return [
    ...findings,
    differs(`${resourceType}.meta.versionId`, {
      expected: JSON.stringify(expected),
      received: JSON.stringify(received) ?? 'no version',
      resource: nameOf(read.source.resource),
      exchange: read.exchange.index,
    }),
  ];
}

export const vreadCheck = defineCheck({
  ...aboutInteraction('vread'),
  title: (row: ProfileCheckRow) => `GET ${typeOf(row)}/[id]/_history/[vid] returns that version`,
  failureTitle: (row) => `GET ${typeOf(row)}/[id]/_history/[vid] does not return that version`,
  remedy: (row) =>
    `Serve each version of ${withArticle(typeOf(row))} under the version id that the resource bears (FHIR R4, 3.1.0.3), or do not declare vread.`,
  needs: ({ context }: ProfileCheckRow) => ({
    declared: capabilityStatementProbe(context),
    read: readProbe(context, 'vread'),
  }),
  judge: ({ declared, read }, row) =>
    declares(declared, typeOf(row), 'vread')
      ? judged(versionFindings(read), nameOf(read.source.resource))
      : omit(`The capability statement does not declare vread of ${typeOf(row)}.`),
});
