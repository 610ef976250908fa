import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answered, answeredFhir } from '../../test/evidence.ts';
import { found, profileContext, unanswered } from '../../test/us-core-evidence.ts';
import type { Exchange } from '../../core/exchange.ts';
import { ATTACHMENT_ROWS, type AttachmentRow, attachmentCheck } from './attachment.check.ts';
import type { AttachmentEvidence } from './attachments.probe.ts';

const definition = attachmentCheck(profileContext('us-core-documentreference'));

const rowOf = (id: string): AttachmentRow => {
  const row = ATTACHMENT_ROWS.find((each) => each.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
};

const attached = (exchange: Exchange, change: Partial<AttachmentEvidence> = {}) => ({
  attachments: {
    total: 1,
    mayReadBinary: true,
    attached: [
      {
        from: found({ resourceType: 'DocumentReference', id: 'd' }),
        path: 'DocumentReference.content.attachment',
        url: 'https://ehr.example.org/fhir/Binary/1',
        contentType: 'text/plain',
        exchange,
      },
    ],
    ...change,
  },
});
const text = (type: string, body = 'A note.') =>
  attached(answered(200, { 'content-type': type }, body));
const binary = (elements: object) =>
  attached(answeredFhir(200, { resourceType: 'Binary', ...elements }));
const none = attached(unanswered(), { total: 0, attached: [] });
const forbidden = attached(answeredFhir(403, { resourceType: 'OperationOutcome' }), {
  mayReadBinary: false,
});
const url = 'DocumentReference.content.attachment.url';

describe('the address of an attachment', () => {
  testCheck(definition, rowOf('address'), [
    ['gives it', text('text/plain'), 'pass'],
    ['gives nothing that is there', attached(answered(404)), 'fail', url],
    ['is not open to a token that reads Binary', attached(answered(403)), 'fail', url],
    ['is not open to a token that does not', forbidden, 'skip'],
    ['gives no answer', attached(unanswered()), 'error'],
    ['is none', none, 'skip'],
  ]);
});

describe('what is attached', () => {
  testCheck(definition, rowOf('data'), [
    ['is text', text('text/plain'), 'pass'],
    ['is a Binary', binary({ contentType: 'text/plain', data: 'QQ==' }), 'pass'],
    ['is empty', text('text/plain', ''), 'fail', url],
    ['is a Binary without data', binary({ contentType: 'text/plain' }), 'fail', url],
    ['is not there, as another check tells', attached(answered(404)), 'pass'],
    ['is nothing', none, 'skip'],
  ]);
});

describe('the type of what is attached', () => {
  const place = 'DocumentReference.content.attachment.contentType';
  testCheck(definition, rowOf('content-type'), [
    ['is the one stated', text('Text/Plain; charset=utf-8'), 'pass'],
    ['is the one stated, in a Binary', binary({ contentType: 'text/plain', data: 'QQ==' }), 'pass'],
    ['is another', text('application/pdf'), 'warn', place],
    ['is another, in a Binary', binary({ contentType: 'text/html', data: 'QQ==' }), 'warn', place],
    ['is not told', attached(answered(200, {}, 'A note.')), 'warn', place],
    ['is nothing', none, 'skip'],
  ]);
});
