import type { NoAnswerReason } from '../core/exchange.ts';
import type { Readiness, Verdict } from '../core/verdict.ts';

interface VerdictWords {
  /** The word on the badge. */
  readonly word: string;
  readonly means: string;
  /** Stands beside the word, so that neither colour nor language alone tells. */
  readonly sign: string;
}

/** How each verdict is said to a reader; the meanings are the contract's. */
export const VERDICT_WORDS: Readonly<Record<Verdict, VerdictWords>> = {
  pass: { word: 'Passed', sign: '✓', means: 'Demonstrated by the exchanges cited.' },
  fail: {
    word: 'Failed',
    sign: '✕',
    means: 'The server departs from something it has to do, and the exchange cited shows it.',
  },
  warn: {
    word: 'Warning',
    sign: '!',
    means: 'A recommendation is not followed, or something will trouble clients. Blocks nothing.',
  },
  skip: {
    word: 'Not shown',
    sign: '○',
    means:
      'The server gave nothing to judge by: no data, or an earlier step failed. Blocks readiness until it is shown; the remedy is usually more data, not a change of code.',
  },
  omit: { word: 'Not asked', sign: '–', means: 'Does not apply to the options of this run.' },
  attest: {
    word: 'To attest',
    sign: '?',
    means:
      'Only a person can say. Shown once the configuration carries a statement with a name, a date and a text.',
  },
  error: {
    word: 'Not judged',
    sign: '⚠',
    means:
      'Assay or the network failed, so there is no verdict. Never counted against the vendor; run again.',
  },
  waived: {
    word: 'Waived',
    sign: '✕',
    means:
      'Failed, and an unexpired waiver names it. Quiets alarms, but the paragraph stays not ready.',
  },
};

/** How each readiness is said to a reader. */
export const READINESS_WORDS: Readonly<Record<Readiness, { word: string; sign: string }>> = {
  ready: { word: 'Ready', sign: '✓' },
  'not-ready': { word: 'Not ready', sign: '✕' },
  'not-demonstrated': { word: 'Not demonstrated', sign: '○' },
};

/** Why no answer came, as a sentence. */
export const NO_ANSWER_WORDS: Readonly<Record<NoAnswerReason, string>> = {
  'refused-address': 'Assay refused to connect to this address.',
  dns: 'The host name could not be resolved.',
  'connection-refused': 'The connection was refused.',
  'connection-reset': 'The connection was closed before an answer came.',
  tls: 'No secure connection could be made.',
  timeout: 'No answer came in time.',
  'too-large': 'The answer was larger than the limit and was cut off.',
  protocol: 'The answer was not valid HTTP.',
  'circuit-open': 'Not sent: the server had stopped answering.',
  'budget-spent': 'Not sent: the time for retries was spent.',
  aborted: 'The run was stopped before an answer came.',
};
