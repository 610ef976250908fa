import { type Judgement, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { described, describedAnswer, objectIn, type JsonReply } from './json-reply.ts';

/** How a request to the token endpoint that is wrong in one thing has to be refused. */
export interface Refusal {
  /** What was asked for, as findings name it. */
  readonly place: string;
  readonly statuses: readonly number[];
  /** Codes that fit what is wrong, the best first (RFC 6749, 5.2). */
  readonly errors: readonly string[];
  /** Certification looks at the status alone: what is wrong in the body then only warns. */
  readonly bodyWarns?: boolean;
}

/** RFC 6749, 5.2: the body is a JSON object with error, in this code or one that fits as well. */
function bodyFinding(reply: JsonReply, refusal: Refusal): readonly Finding[] {
  const { errors, place, bodyWarns } = refusal;
  const { index: exchange } = reply.exchange;
  const error = objectIn(reply)?.['error'];
  const named = errors.map((code) => `"${code}"`).join(' or ');
  if (typeof error !== 'string' || error === '') {
    const contrast = { expected: `a JSON object with error ${named}`, exchange };
    const received = describedAnswer(reply);
    const severity = bodyWarns === true ? 'warning' : 'error';
    return [differs(`error of: ${place}`, { ...contrast, received, severity })];
  }
  if (errors.includes(error)) return [];
  // Another code misleads the app and lets nobody in.
  return [
    differs(`error of: ${place}`, {
      expected: named,
      received: described(error),
      severity: 'warning',
      exchange,
    }),
  ];
}

/** That a request was refused with the right status and with an error that says why. */
export function judgeRefusal(reply: JsonReply, refusal: Refusal): Judgement {
  const { statuses, place } = refusal;
  const { index: exchange, response } = reply.exchange;
  if (!statuses.includes(response.status)) {
    const expected = `HTTP ${statuses.join(' or ')}`;
    return judged([differs(place, { expected, received: describedAnswer(reply), exchange })]);
  }
  const error = objectIn(reply)?.['error'];
  const told = typeof error === 'string' ? ` and error "${error}"` : '';
  return judged(bodyFinding(reply, refusal), `refused with HTTP ${response.status}${told}`);
}
