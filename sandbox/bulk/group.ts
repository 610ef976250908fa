import { ELEANOR, HAROLD, MILA } from '../data/people.ts';
import type { Breakage } from '../faults.ts';
import type { Resource } from '../resource.ts';
import { syntheticIds } from './synthetic.ts';

/** The one group that the sandbox exports. */
export const GROUP_ID = 'panel';

/** Who is in the group; those beyond the sample record are made up as they are asked for. */
export const membersOf = (patients: number, { broken }: Breakage): readonly string[] =>
  broken('bulk-one-patient') ? [ELEANOR] : [ELEANOR, MILA, ...syntheticIds(patients)];

/** Who is exported for the members given, faults included. */
export function exportedMembers(
  members: readonly string[],
  { broken }: Breakage,
): readonly string[] {
  if (broken('bulk-member-missing')) return members.slice(0, -1);
  return broken('bulk-non-member-exported') ? [...members, HAROLD] : members;
}

/** The group as a resource. */
export const groupResource = (members: readonly string[]): Resource => ({
  resourceType: 'Group',
  id: GROUP_ID,
  type: 'person',
  actual: true,
  name: 'Panel of Dr. Okafor',
  quantity: members.length,
  member: members.map((id) => ({ entity: { reference: `Patient/${id}` } })),
});
