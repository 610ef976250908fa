import { defineCheck, judged, omit } from '../../core/check.ts';
import { type AnsweredExchange, isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { isObject } from '../../fhir/json.ts';
import { type ProfileCheckRow, typeOf } from './about-profile.ts';
import { entriesOf, isResource, nameOf, resourceOf, wrongAnswer } from './bundle.ts';
import { capabilityStatementProbe } from '../capability/capability-statement.probe.ts';
import { aboutInteraction, declares } from './interaction.ts';
import { type ReadEvidence, readProbe } from './read.probe.ts';
import { versionInTag } from './version-headers.ts';

/** An entry tells its version by an ETag as well; both are the same (FHIR R4, 3.1.0.11). */
function tagFindings(exchange: AnsweredExchange): readonly Finding[] {
  const entries = resourceOf(exchange, 'Bundle')?.['entry'];
  return (Array.isArray(entries) ? entries : []).filter(isObject).flatMap((entry) => {
    const { resource, response } = entry;
    if (!isResource(resource) || !isObject(resource['meta']) || !isObject(response)) return [];
    const { versionId } = resource['meta'];
    const { etag } = response;
    if (typeof etag !== 'string' || typeof versionId !== 'string') return [];
    if (versionInTag(etag) === versionId) return [];
    const differing = differs('Bundle.entry.response.etag', {
      expected: `W/"${versionId}", as meta.versionId`,
      received: etag,
      resource: nameOf(resource),
      exchange: exchange.index,
    });
    return [{ ...differing, severity: 'warning' as const }];
  });
}

function historyFindings({ source, exchange }: ReadEvidence): readonly Finding[] {
  if (!isAnswered(exchange)) return [];
  const wrong = wrongAnswer(exchange, 'Bundle');
  if (wrong !== undefined) return [{ ...wrong, resource: nameOf(source.resource) }];
  const type = resourceOf(exchange, 'Bundle')?.['type'];
  const name = nameOf(source.resource);
  const entries = entriesOf(exchange);
  const strangers = entries.filter(({ resource }) => nameOf(resource) !== name);
  return [
    ...(type === 'history'
      ? []
      : [
          differs('Bundle.type', {
            expected: '"history"',
            received: JSON.stringify(type) ?? 'no type',
            exchange: exchange.index,
          }),
        ]),
    ...(entries.length > 0
      ? []
      : [
          differs('Bundle.entry', {
            expected: `at least the current version of ${name}`,
            received: 'no version',
            resource: name,
            exchange: exchange.index,
          }),
        ]),
    ...tagFindings(exchange).slice(0, 3),
    ...strangers.slice(0, 3).map(({ resource }) =>
      differs('Bundle.entry.resource', {
        expected: `versions of ${name} only`,
        received: nameOf(resource),
        resource: name,
        exchange: exchange.index,
      }),
    ),
  ];
}

export const historyCheck = defineCheck({
  ...aboutInteraction('history-instance'),
  title: (row: ProfileCheckRow) => `GET ${typeOf(row)}/[id]/_history returns its versions`,
  failureTitle: (row) => `GET ${typeOf(row)}/[id]/_history does not return its versions`,
  remedy: (row) =>
    `Answer with a Bundle of type history holding the versions of that ${typeOf(row)}, the current one included (FHIR R4, 3.1.0.11), or do not declare history-instance.`,
  needs: ({ context }: ProfileCheckRow) => ({
    declared: capabilityStatementProbe(context),
    read: readProbe(context, 'history'),
  }),
  judge: ({ declared, read }, row) =>
    declares(declared, typeOf(row), 'history-instance')
      ? judged(historyFindings(read), nameOf(read.source.resource))
      : omit(`The capability statement does not declare history-instance of ${typeOf(row)}.`),
});
