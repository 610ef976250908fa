import { defineCheck, judged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from './about-profile.ts';
import { nameOf, resourceOf, wrongAnswer } from './bundle.ts';
import { type ReadEvidence, readProbe } from './read.probe.ts';
import { versionHeaderFindings } from './version-headers.ts';

/** HTTP 200 with the resource that was asked for: its type and its id. */
export function readFindings({ source, exchange }: ReadEvidence): readonly Finding[] {
  if (!isAnswered(exchange)) return [];
  const { resourceType, id } = source.resource;
  const wrong = wrongAnswer(exchange, resourceType);
  if (wrong !== undefined) return [{ ...wrong, resource: nameOf(source.resource) }];
  const resource = resourceOf(exchange, resourceType);
  const received = resource?.id;
  if (resource !== undefined && received === id) return versionHeaderFindings(exchange, resource);
  return [
    differs(`${resourceType}.id`, {
      expected: `"${id}"`,
      received: typeof received === 'string' ? `"${received}"` : 'no id',
      resource: nameOf(source.resource),
      exchange: exchange.index,
    }),
  ];
}

export const readCheck = defineCheck({
  ...aboutProfile('read', 'SHALL', CITATION.dataResponseSingle),
  title: (row: ProfileCheckRow) => `GET ${typeOf(row)}/[id] returns that ${typeOf(row)}`,
  failureTitle: (row) => `GET ${typeOf(row)}/[id] does not return that ${typeOf(row)}`,
  remedy: (row) =>
    `Answer GET ${typeOf(row)}/[id] for every ${typeOf(row)} that searches return, with HTTP 200 and the resource of that id; an ETag says the version that the resource bears.`,
  needs: ({ context }: ProfileCheckRow) => ({ read: readProbe(context, 'read') }),
  judge: ({ read }) => judged(readFindings(read), nameOf(read.source.resource)),
});
