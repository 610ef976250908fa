import type { Finding } from './finding.ts';
import type { Probe } from './probe.ts';
import type { NotChecked } from './results.ts';

/** Strength of a requirement in the governing text (RFC 2119 words as FHIR uses them). */
export type Level = 'SHALL' | 'SHOULD' | 'MAY';

export interface Attestation {
  readonly by: string;
  /** ISO date. */
  readonly on: string;
  readonly text: string;
}

/** What judging came to: a closed union, so that the policy sees every case. */
export type Judgement =
  | {
      readonly kind: 'judged';
      readonly findings: readonly Finding[];
      /** What was looked at, for the sentence of a pass: "41 resources of 2 patients". */
      readonly shown?: string;
      /** What could not be decided on the way, counted. */
      readonly notChecked?: readonly NotChecked[];
    }
  | {
      readonly kind: 'skipped';
      readonly reason: string;
      readonly exchange?: number;
      /**
       * What was in the way or not there, where others stumble over the same: the name of a resource
       * (`Practitioner/7`), or a sentence.
       */
      readonly obstacle?: string;
    }
  | { readonly kind: 'omitted'; readonly reason: string }
  | { readonly kind: 'unjudged'; readonly reason: string; readonly exchange?: number }
  | {
      readonly kind: 'attestable';
      readonly question: string;
      readonly attestation?: Attestation;
    };

export const judged = (
  findings: readonly Finding[],
  shown?: string,
): Extract<Judgement, { kind: 'judged' }> => ({
  kind: 'judged',
  findings,
  ...(shown === undefined ? {} : { shown }),
});

/** The server gave nothing to judge by; the reason says what would be needed. */
export const skip = (reason: string, exchange?: number, obstacle?: string): Judgement => ({
  kind: 'skipped',
  reason,
  ...(exchange === undefined ? {} : { exchange }),
  ...(obstacle === undefined ? {} : { obstacle }),
});

/** Not asked of this server under the options chosen. */
export const omit = (reason: string): Judgement => ({ kind: 'omitted', reason });

/** We, or the network, could not bring what judging needs; never the vendor's failure. */
export const unjudged = (reason: string, exchange?: number): Judgement => ({
  kind: 'unjudged',
  reason,
  ...(exchange === undefined ? {} : { exchange }),
});

// biome-ignore lint/suspicious/noExplicitAny: the one type that holds probes of every kind
export type AnyProbe = Probe<any>;

export type Needs = Readonly<Record<string, AnyProbe>>;

/** What each needed probe gathered, by the name under which it was asked for. */
export type EvidenceOf<N extends Needs> = {
  readonly [K in keyof N]: N[K] extends Probe<infer E> ? E : never;
};

/** What a check says, the same for every row it is multiplied by. */
export interface CheckText<Row> {
  /** What the server does when it conforms. */
  readonly title: string | ((row: Row) => string);
  /** What it does when it does not. */
  readonly failureTitle: string | ((row: Row) => string);
  /** What would mend a failure; one or two sentences for the vendor's engineer. */
  readonly remedy: string | ((row: Row) => string);
}

/** What to load so that a check that found nothing to judge by would have something. */
export interface Guide {
  /** One sentence. */
  readonly load: string;
  readonly example: { readonly resourceType: string };
}

export interface CheckDefinition<Row, N extends Needs> extends CheckText<Row> {
  /** Noun phrase in kebab-case naming the thing; the plan puts group and row around it. */
  readonly id: string | ((row: Row) => string);
  readonly level: Level | ((row: Row) => Level);
  readonly citations: readonly string[] | ((row: Row) => readonly string[]);
  /** Ids of the requirements catalogue. */
  readonly requirements: readonly string[] | ((row: Row) => readonly string[]);
  readonly needs: N | ((row: Row) => N);
  /** Demanded by the specification but outside certification. */
  readonly advice?: boolean | ((row: Row) => boolean);
  /** Asked for only where the check is skipped for want of data. */
  readonly guide?: (row: Row) => Guide | undefined;
  /** Pure: evidence in, judgement out. */
  readonly judge: (evidence: EvidenceOf<N>, row: Row) => Judgement;
}

/** One requirement for one row, as the plan holds it. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly failureTitle: string;
  readonly remedy: string;
  readonly group: string;
  readonly level: Level;
  readonly citations: readonly string[];
  readonly requirements: readonly string[];
  readonly advice: boolean;
  readonly needs: Needs;
  readonly guide?: () => Guide | undefined;
  readonly judge: (evidence: EvidenceOf<Needs>) => Judgement;
}

/** Types a definition; `judge` sees exactly the evidence that `needs` names. */
export const defineCheck = <N extends Needs, Row = Server>(
  definition: CheckDefinition<Row, N>,
): CheckDefinition<Row, N> => definition;

/** The row of checks that are about the server as a whole. */
export interface Server {
  readonly kind: 'server';
}

export const server: Server = { kind: 'server' };

const given = <Row, T>(value: T | ((row: Row) => T), row: Row): T =>
  typeof value === 'function' ? (value as (row: Row) => T)(row) : value;

/** The check that a definition makes of one row, within a group. */
export function planCheck<Row, N extends Needs>(
  group: string,
  prefix: string,
  definition: CheckDefinition<Row, N>,
  row: Row,
): Check {
  return {
    id: `${prefix}.${given(definition.id, row)}`,
    title: given(definition.title, row),
    failureTitle: given(definition.failureTitle, row),
    remedy: given(definition.remedy, row),
    group,
    level: given(definition.level, row),
    citations: given(definition.citations, row),
    requirements: given(definition.requirements, row),
    advice: given(definition.advice ?? false, row),
    needs: given(definition.needs, row),
    ...(definition.guide === undefined ? {} : { guide: () => definition.guide?.(row) }),
    judge: (evidence) => definition.judge(evidence as EvidenceOf<N>, row),
  };
}
