import { defineCheck, type Level, judged, skip, unjudged } from '../../core/check.ts';
import { type AnsweredExchange, header, isAnswered } from '../../core/exchange.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideForProfile } from '../must-support/guide.ts';
import { nameOf, resourceOf } from '../us-core/bundle.ts';
import { type Attached, type AttachmentEvidence, attachmentsProbe } from './attachments.probe.ts';

/** One thing that clients rely on when they follow the URL of an attachment. */
export interface AttachmentRow {
  readonly id: string;
  readonly level: Level;
  readonly does: string;
  readonly doesNot: string;
  readonly remedy: string;
  /** Ends the path of the element that a finding is about. */
  readonly member: 'url' | 'contentType';
  /** What was expected and what came instead; undefined where all is well. */
  readonly wrong: (
    response: AnsweredExchange,
    attached: Attached,
  ) => { readonly expected: string; readonly received: string } | undefined;
}

/** FHIR R4, Attachment.url: a URL resolves to actual data. */
export const ATTACHMENT_ROWS: readonly AttachmentRow[] = [
  {
    id: 'address',
    level: 'SHALL',
    does: 'Attachments can be fetched from their URLs',
    doesNot: 'Attachments cannot be fetched from their URLs',
    remedy: 'Serve every attachment URL to the token that may read the document.',
    member: 'url',
    wrong: ({ response: { status } }) =>
      status === 200 ? undefined : { expected: 'HTTP 200', received: `HTTP ${status}` },
  },
  {
    id: 'data',
    level: 'SHALL',
    does: 'Attachments fetched from their URLs are not empty',
    doesNot: 'Attachments fetched from their URLs are empty',
    remedy: 'Let an attachment URL give the data of the note (FHIR R4, Attachment.url).',
    member: 'url',
    wrong: (exchange) => {
      if (exchange.response.status !== 200) return undefined;
      const binary = resourceOf(exchange, 'Binary');
      const { body, size } = exchange.response;
      const isEmpty =
        binary === undefined
          ? size === 0 || body === ''
          : typeof binary['data'] !== 'string' || binary['data'] === '';
      return isEmpty ? { expected: 'the data of the note', received: 'nothing' } : undefined;
    },
  },
  {
    id: 'content-type',
    level: 'SHOULD',
    does: 'Attachments are of the type that is stated',
    doesNot: 'Attachments are of another type than is stated',
    remedy:
      'Answer an attachment URL with the Content-Type that attachment.contentType states, or state the type that is sent.',
    member: 'contentType',
    wrong: (exchange, { contentType }) => {
      if (exchange.response.status !== 200 || contentType === undefined) return undefined;
      const binary = resourceOf(exchange, 'Binary');
      const sent =
        binary === undefined
          ? header(exchange.response.headers, 'content-type')
          : String(binary['contentType']);
      return sent !== undefined && essence(sent) === essence(contentType)
        ? undefined
        : { expected: contentType, received: sent ?? 'no Content-Type' };
    },
  },
];

/** A media type without its parameters; XML has two names (RFC 7303). */
const essence = (type: string): string =>
  (type.split(';')[0] ?? '').trim().toLowerCase().replace('text/xml', 'application/xml');

/** What the token may not read says nothing of what the server would give. */
const isForbidden = ({ mayReadBinary }: AttachmentEvidence, { url, exchange }: Attached): boolean =>
  !mayReadBinary &&
  url.includes('/Binary/') &&
  isAnswered(exchange) &&
  [401, 403].includes(exchange.response.status);

export const attachmentCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ id }: AttachmentRow) => `attachment.${id}`,
    level: ({ level }) => level,
    citations: [CITATION.dataResponseSingle],
    requirements: [],
    advice: true,
    title: ({ does }) => does,
    failureTitle: ({ doesNot }) => doesNot,
    remedy: ({ remedy }) => remedy,
    guide: () =>
      guideForProfile(
        context,
        'us-core-documentreference',
        'Load a DocumentReference with an attachment by URL for one of the test patients.',
        [wishAt('content.attachment.url')],
      ),
    needs: { attachments: attachmentsProbe(context) },
    judge: ({ attachments }, { wrong, member }) => {
      const { attached, total } = attachments;
      if (total === 0) {
        return skip('No document or report attaches anything by URL; load one that does.');
      }
      const looked = attached.filter((each) => !isForbidden(attachments, each));
      if (looked.length === 0) {
        return skip(
          'The token may not read Binary, and every attachment is one; ask for patient/Binary.r as well.',
          attached[0]?.exchange.index,
        );
      }
      const findings = looked.flatMap((each) => {
        const { from, path, url, exchange } = each;
        const found = isAnswered(exchange) ? wrong(exchange, each) : undefined;
        if (found === undefined) return [];
        return [
          differs(`${path}.${member}`, {
            expected: `${found.expected} from ${url}`,
            received: found.received,
            resource: nameOf(from.resource),
            exchange: exchange.index,
          }),
        ];
      });
      const lost = looked.map(({ exchange }) => exchange).find((each) => !isAnswered(each));
      return findings.length === 0 && lost !== undefined && !isAnswered(lost)
        ? unjudged(lost.noAnswer.detail, lost.index)
        : judged(findings, `${looked.length} of ${total} attachments fetched`);
    },
  });
