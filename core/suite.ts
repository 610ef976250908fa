import type { Check, Level } from './check.ts';
import type { RunConfig } from './config.ts';
import type { PackRows } from '../fhir/pack-rows.ts';

/** Why and by which authority a suite departs from what checks say of themselves. */
export interface Override {
  /** Glob over check ids. */
  readonly check: string;
  readonly level?: Level;
  readonly omit?: boolean;
  readonly reason: string;
  readonly citation: string;
}

/** A suite: what is demanded for one aim, as data (JSON, checked by schema). */
export interface Suite {
  readonly id: string;
  readonly title: string;
  readonly extends?: string;
  readonly groups: readonly {
    readonly id: string;
    readonly title: string;
    /** Plain words for readers who are no engineers. */
    readonly about: string;
    /** Key of a group builder in the catalogue. */
    readonly builder: string;
  }[];
  readonly options: Readonly<Record<'usCore' | 'smart' | 'bulk', readonly string[]>>;
  /** Which list of paragraphs the report rolls up to; `none` for a suite without a regulation. */
  readonly criteria: 'g10' | 'none';
  readonly overrides: readonly Override[];
}

/** What a group builder plans from: pure data, the same in every function that plans. */
export interface PlanContext {
  readonly config: RunConfig;
  readonly pack: PackRows;
}

/** Makes the checks of one group, in the order of the report. */
export type GroupBuilder = (context: PlanContext, group: string) => readonly Check[];
