import type { NameSetData } from './name-set.ts';

/** Something wrong with a line of a file. */
export type LineProblem = {
  readonly line: number;
  /** json, several, utf-8, too-long, too-deep, not-a-resource, type, no-id */
  readonly rule: string;
  readonly message: string;
  readonly resource?: string;
};

/** A departure from a profile in a line. */
export type LineIssue = {
  readonly line: number;
  readonly resource: string;
  readonly profile: string;
  readonly rule: string;
  readonly expression: string;
  readonly message: string;
};

/** A resource that comes again. */
export type LineRepeat = {
  readonly line: number;
  /** Where it came first. */
  readonly first: number;
  /** How often in all. */
  readonly times: number;
};

/** What a resource holds, to be compared with what another API says of it. */
export type LineContent = {
  readonly line: number;
  readonly name: string;
  /** `meta.versionId`, else `meta.lastUpdated`. */
  readonly version: string;
  /** Equal where the content is, apart from meta, narrative and order. */
  readonly digest: string;
};

/** Somebody in the file who is no member of the group. */
export type LineStranger = {
  readonly line: number;
  readonly patient: string;
  /** Whether the line is the patient's own, or speaks of the patient. */
  readonly isSubject: boolean;
};

/**
 * What reading a file, or some of its lines, came to; kept in place of the file. It adds up: the
 * outcome of a whole is that of its parts, however it was cut (`mergeOutcomes`).
 */
export type FileOutcome = {
  /** Lines with anything in them. */
  readonly lines: number;
  readonly lastLine: number;
  readonly lastTextLine: number;
  readonly blankLines: number;
  /** The first of them. */
  readonly blank: readonly number[];
  /** The first line that ends in CR LF; 0 where none does. */
  readonly crlf: number;
  /** Whether the file begins with a byte order mark. */
  readonly bom: boolean;
  readonly resources: number;
  readonly problems: readonly LineProblem[];
  readonly problemCount: number;
  /** Lines with an error against their profile. */
  readonly invalid: number;
  readonly issues: readonly LineIssue[];
  readonly notValidated: number;
  /** Resources for which no profile of the guide fits. */
  readonly unprofiled: number;
  readonly byProfile: { readonly [profile: string]: number };
  /** What of each profile's must-support was shown, by name. */
  readonly shown: { readonly [profile: string]: readonly string[] };
  readonly notChecked: readonly {
    readonly what: string;
    readonly why: string;
    readonly count: number;
  }[];
  /** `Type/id` of the resources. */
  readonly ids: NameSetData;
  /** `Type/id` of what they refer to and a patient's record ought to hold. */
  readonly references: NameSetData;
  /** The first resources that come again, and how many lines are too many. */
  readonly repeats: readonly LineRepeat[];
  readonly repeatCount: number;
  /** Lines whose names were looked at for repeats, where not all could be. */
  readonly unsampled: number;
  /** The first two patients by name. */
  readonly patients: readonly string[];
  /** Members of the group that are there, a bit each, in the order of the configuration. */
  readonly membersSeen: string;
  readonly strangers: readonly LineStranger[];
  readonly strangerCount: number;
  readonly contents: readonly LineContent[];
  readonly oldest: string;
  readonly newest: string;
  readonly unstamped: number;
  /** Root members seen, for `_elements`. */
  readonly members: readonly string[];
};

/** Blank lines with something after them; those at the end of a file are let pass. */
export const blankBetween = ({ blankLines, lastLine, lastTextLine }: FileOutcome): number =>
  blankLines - (lastLine - lastTextLine);
