import { defineCheck, judged, omit, skip, unjudged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { firstError } from '../conformance/validate.ts';
import { guideFor } from '../must-support/guide.ts';
import { aboutProfile } from './about-profile.ts';
import { nameOf, parsedBody, placeOf, withArticle } from './bundle.ts';
import { type Followed, partsOf, reached, referenceProbe, resolves } from './reference.probe.ts';
import type { ReferenceCheckRow } from './reference-rows.ts';
import { shortName } from './requirement-ids.ts';

const whereOf = ({ context, path }: ReferenceCheckRow): string => `${context.profile.type}.${path}`;

const goalOf = ({ targets }: ReferenceCheckRow): string =>
  targets.length === 0 ? 'a resource' : targets.map(({ id }) => id).join(' or ');

/** `Type/id` of what a reference names: others may lead there as well. */
function nameOfTarget({ reference }: Followed): string | undefined {
  const parts = partsOf(reference);
  return parts === undefined ? undefined : `${parts.type}/${parts.id}`;
}

/** Where the reference of an example leads; where any type will do, to the first that is allowed. */
const exampleTarget = ({ targets: [target] }: ReferenceCheckRow): { fixed?: unknown } =>
  target === undefined ? {} : { fixed: { reference: `${target.type}/example` } };

/** Why a reference does not resolve, in one clause. */
function shortcoming(followed: Followed, row: ReferenceCheckRow): string {
  const resource = reached(followed);
  if (resource !== undefined) {
    const target = row.targets.find(({ type }) => type === resource.resourceType);
    if (target === undefined) return `is ${withArticle(resource.resourceType)}`;
    const wrong = firstError(resource, target.url, row.context.pack.version);
    // Not the issue's message: it quotes values, and reasons are kept where values are masked.
    const why = wrong === undefined ? '' : ` (${wrong.expression}, ${wrong.rule})`;
    return `is not valid against ${target.id}${why}`;
  }
  if (followed.kind === 'read' && isAnswered(followed.exchange)) {
    const { status } = followed.exchange.response;
    if (status !== 200) return `gave HTTP ${status}`;
    const body = parsedBody(followed.exchange) as { resourceType?: unknown; id?: unknown };
    const { resourceType, id } = body ?? {};
    return typeof resourceType === 'string'
      ? `gave ${resourceType}/${typeof id === 'string' ? id : ''}`
      : 'gave no FHIR resource';
  }
  return followed.kind === 'read' ? 'gave no answer' : 'is not contained there';
}

export const referenceCheck = defineCheck({
  ...aboutProfile(
    ({ name, targets: [target] }: ReferenceCheckRow) =>
      `reference.${name}.${target === undefined ? 'any' : target.id}`,
    'SHALL',
    CITATION.dataResponseSingle,
  ),
  title: (row: ReferenceCheckRow) =>
    `${whereOf(row)} of ${shortName(row.context.profile.id)} leads to ${goalOf(row)}`,
  failureTitle: (row) =>
    `${whereOf(row)} of ${shortName(row.context.profile.id)} does not lead to ${goalOf(row)}`,
  remedy: (row) =>
    `Let references in ${whereOf(row)} be literal and readable with the same token: GET on them returns that resource, valid against ${goalOf(row)}.`,
  guide: (row) =>
    guideFor(
      row.context,
      `Load at least one ${row.context.profile.type} whose ${row.path} leads to ${goalOf(row)}, and that resource, for one of the test patients.`,
      [wishAt(row.path, exampleTarget(row))],
    ),
  needs: (row: ReferenceCheckRow) => ({ references: referenceProbe(row.context, row) }),
  judge: ({ references: { total, candidates, followed } }, row) => {
    const where = whereOf(row);
    if (total === 0) return omit(`${where} is not populated; must-support tells of it.`);
    const good = followed.find((each) => resolves(each, row.targets, row.context));
    if (good !== undefined) return judged([], good.reference);
    const lost = followed.find((each) => each.kind === 'read' && !isAnswered(each.exchange));
    if (lost?.kind === 'read' && !isAnswered(lost.exchange)) {
      return unjudged(lost.exchange.noAnswer.detail, lost.exchange.index);
    }
    const [first] = followed;
    if (first === undefined) {
      const types = [...new Set(row.targets.map(({ type }) => type))].join(' or ');
      return skip(
        `${total === 1 ? `The one value of ${where} is no` : `None of the ${total} values of ${where} is a`} reference${types === '' ? ' that can be read' : ` to ${types}`}; load one that leads to ${goalOf(row)}.`,
      );
    }
    const told = candidates > followed.length ? `the first ${followed.length} of ` : '';
    return skip(
      `None of ${told}${candidates} references in ${where} leads to ${goalOf(row)}; "${first.reference}" of ${first.from.within === undefined ? nameOf(first.from.resource) : placeOf(first.from)} ${shortcoming(first, row)}.`,
      first.kind === 'read' ? first.exchange.index : first.from.exchange,
      nameOfTarget(first),
    );
  },
});
