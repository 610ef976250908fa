/** Something wrong with a line of a file. */
export type LineProblem = {
  readonly line: number;
  /** json, utf-8, too-long, not-a-resource, type, no-id, duplicate */
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

/** What reading one file came to; kept in place of the file. */
export type FileOutcome = {
  readonly lines: number;
  readonly blankLines: number;
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
  /** `Type/id` of the resources; cut at a bound, and then said to be. */
  readonly ids: readonly string[];
  /** `Type/id` of what they refer to, each once. */
  readonly references: readonly string[];
  readonly isCut: boolean;
  readonly duplicates: number;
  readonly oldest: string;
  readonly newest: string;
  readonly unstamped: number;
  /** Root members seen, for `_elements`. */
  readonly members: readonly string[];
};
