import { differs, type Finding } from '../../core/finding.ts';
import { header } from '../../core/exchange.ts';
import type { JsonReply } from '../launch/json-reply.ts';

/** RFC 6750, 3: who is refused for want of a good token is told so in WWW-Authenticate. */
export function challengeFindings({ exchange }: JsonReply): readonly Finding[] {
  const { index, response } = exchange;
  const challenge = header(response.headers, 'www-authenticate');
  if (response.status !== 401 || /^bearer\b/i.test(challenge ?? '')) return [];
  return [
    differs('WWW-Authenticate', {
      expected: 'a challenge of the scheme Bearer',
      received: challenge === undefined ? 'no such header' : `"${challenge}"`,
      severity: 'warning',
      exchange: index,
    }),
  ];
}
