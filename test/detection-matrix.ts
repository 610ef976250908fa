import { type Fault, faults } from '../sandbox/faults.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import g10 from '../testsuites/suites/g10.json' with { type: 'json' };
import { idsOf, runSandbox } from './detection.ts';

/** What one fault did to the checks. */
export interface Detection {
  readonly fault: string;
  /** Checks that it made fail or warn. */
  readonly turned: readonly string[];
  /** Checks that could no longer be shown: skipped, or lost to an unanswered request. */
  readonly lost: readonly string[];
}

const PREFIX = 'us-core:';
const profiles = packRows('6.1.0').profiles;

const typeOfGroup = (builder: string): string | undefined =>
  builder.startsWith(PREFIX)
    ? profiles.find(({ id }) => id === builder.slice(PREFIX.length))?.type
    : undefined;

/** Groups that are about no resource type, and two types that stand for the others. */
const SERVER_GROUPS = g10.groups
  .filter(({ builder }) =>
    [undefined, 'Patient', 'AllergyIntolerance'].includes(typeOfGroup(builder)),
  )
  .filter(({ builder }) => !['clinical-notes', 'across-profiles'].includes(builder))
  .map(({ id }) => id);

/** The resource type that a fault of a family is about. */
export const typeOfFault = (fault: string): string | undefined =>
  fault.split(':')[1]?.split('.')[0];

/**
 * What is run against a fault: for one of a type the groups of that type, for one of the whole
 * server all that is about no type, with two types beside.
 */
export function groupsFor(fault: string): readonly string[] {
  const type = typeOfFault(fault);
  if (type === undefined) return SERVER_GROUPS;
  return g10.groups.filter(({ builder }) => typeOfGroup(builder) === type).map(({ id }) => id);
}

/** Faults that something planned is about. */
export const faultsInScope: readonly Fault[] = faults.filter(({ id }) => groupsFor(id).length > 0);

/** Runs what is about this fault against a sandbox broken by it alone. */
export async function detect(fault: string): Promise<Detection> {
  const { results } = await runSandbox({ faults: [fault] }, undefined, { only: groupsFor(fault) });
  return {
    fault,
    turned: idsOf(results, 'fail', 'warn'),
    lost: idsOf(results, 'skip', 'error'),
  };
}

/** Every n-th fault in scope, from the first, second … on. */
export const partOf = (part: number, parts: number): readonly Fault[] =>
  faultsInScope.filter((_fault, at) => at % parts === part);
