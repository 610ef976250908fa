import type { Exchange } from './exchange.ts';

/** The answer that a probe cannot do without did not come. */
export class Unanswered extends Error {
  readonly exchange: Exchange;
  constructor(exchange: Exchange) {
    super(exchange.noAnswer?.detail ?? 'no answer');
    this.exchange = exchange;
  }
}

/** Evidence is judged again and this request was never made. */
export class NotRecorded extends Error {}

/** Gathering has to go on later, in another invocation. */
export class Paused extends Error {
  readonly until: number;
  constructor(until: number) {
    super('paused');
    this.until = until;
  }
}
