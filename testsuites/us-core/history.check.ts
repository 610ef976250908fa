import { defineCheck, judged, omit } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { type ProfileCheckRow, typeOf } from './about-profile.ts';
import { entriesOf, nameOf, resourceOf, wrongAnswer } from './bundle.ts';
import { capabilityStatementProbe } from '../capability/capability-statement.probe.ts';
import { aboutInteraction, declares } from './interaction.ts';
import { type ReadEvidence, readProbe } from './read.probe.ts';

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
