import type { LineBatch } from '../fhir/ndjson.ts';
import type { JsonValue } from './json.ts';

/** What helpers made of the lines they were given. */
export type FarEnd =
  /** One helper has had all lines: what they come to. */
  | { readonly kind: 'whole'; readonly outcome: JsonValue }
  | { readonly kind: 'parts'; readonly parts: readonly JsonValue[] }
  /** Not judged yet: a note by which the parts are found later. */
  | { readonly kind: 'aside'; readonly note: JsonValue };

/** Lines of one answer, judged elsewhere than where they are read. */
export interface FarLines {
  /** Takes whole lines in turn; resolves when there is room for more. */
  give(batch: LineBatch & { readonly kind: 'lines' }): Promise<void>;
  /** `own` is the part that was judged where the lines were read, where there is any. */
  end(own?: JsonValue): Promise<FarEnd>;
  /** The answer did not come to its end: what was given is of no use. */
  drop(): Promise<void>;
}

/**
 * Helpers that judge the lines of large answers: threads on one machine, functions under a state
 * machine. They make the fold that a job describes, and give back what its parts came to.
 */
export interface LineWork {
  /** Bytes of an answer that are judged where they are read; what is smaller is not worth a helper. */
  readonly from: number;
  open(key: string, job: unknown): FarLines;
  /** The parts of lines that were put aside; undefined while not all of them have been judged. */
  collect?(note: JsonValue): Promise<AsyncIterable<JsonValue> | undefined>;
  /** Lets go of what was put aside, when its parts are safe. */
  forget?(note: JsonValue): Promise<void>;
}
