import type { Level } from './check.ts';
import type { Finding } from './finding.ts';
import type { Readiness, Verdict } from './verdict.ts';

export const RESULTS_SCHEMA_VERSION = 1;

export type Summary = Readonly<Record<Verdict, number>>;

export interface RunOptions {
  readonly usCore: string;
  readonly smart: string;
  readonly bulk: string;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly level: Level;
  readonly citations: readonly string[];
  readonly requirements: readonly string[];
  readonly verdict: Verdict;
  /** One sentence a vendor's engineer can act on. */
  readonly message: string;
  readonly findings: readonly Finding[];
  /** Journal indexes of the exchanges looked at. */
  readonly exchanges: readonly number[];
  readonly durationMs: number;
  /** Demanded by the specification, not by certification; never lowers a criterion. */
  readonly advice?: boolean;
  readonly waiver?: { readonly reason: string; readonly expires: string };
  readonly attestation?: { readonly by: string; readonly on: string; readonly text: string };
}

export interface GroupInfo {
  readonly id: string;
  readonly title: string;
  /** Plain words for readers who are no engineers. */
  readonly about: string;
}

export interface CriterionResult {
  readonly citation: string;
  readonly title: string;
  readonly readiness: Readiness;
  readonly summary: Summary;
  /** Obligatory requirements of the paragraph that no check of this run looks at. */
  readonly notAsked?: number;
}

export interface Cause {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly string[];
  readonly resources: number;
}

export interface DataGuideEntry {
  readonly requirement: string;
  readonly load: string;
  readonly example: { readonly resourceType: string };
}

export interface NotChecked {
  readonly what: string;
  readonly count: number;
  readonly why: string;
}

/** All that a run showed, self-contained; the contract's results.json, schemaVersion 1. */
export interface Results {
  readonly schemaVersion: typeof RESULTS_SCHEMA_VERSION;
  readonly tool: { readonly name: 'assay'; readonly version: string };
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    /** `interrupted` when the run was cut short and these are its verdicts so far. */
    readonly status: 'finished' | 'interrupted' | 'unreachable';
    readonly suites: readonly string[];
    readonly options: RunOptions;
    readonly target: {
      readonly name: string;
      readonly fhirBaseUrl: string;
      readonly software?: string;
    };
    readonly requests: number;
    readonly bytes: number;
    /** Set when the verdicts were made again from recorded evidence. */
    readonly rejudgedAt?: string;
  };
  readonly summary: Summary;
  readonly groups: readonly GroupInfo[];
  readonly criteria: readonly CriterionResult[];
  readonly checks: readonly CheckResult[];
  readonly causes: readonly Cause[];
  readonly dataGuide: readonly DataGuideEntry[];
  readonly notChecked: readonly NotChecked[];
}
