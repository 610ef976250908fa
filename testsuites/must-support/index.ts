import { type Check, planCheck } from '../../core/check.ts';
import type { ProfileContext } from '../us-core/profile-context.ts';
import { choiceCheck } from './choice.check.ts';
import { elementCheck } from './element.check.ts';
import { extensionCheck } from './extension.check.ts';
import { liftedCheck } from './lifted.check.ts';
import { practitionerAddressCheck } from './practitioner-address.check.ts';
import { mustSupportRows } from './rows.ts';
import { sliceCheck } from './slice.check.ts';

/** All that a profile must be able to show, one check for each row of the pack as amended. */
export function mustSupportChecks(context: ProfileContext, group: string): readonly Check[] {
  const rows = mustSupportRows(context);
  return [
    ...rows.elements.map((row) => planCheck(group, 'uscore', elementCheck, row)),
    ...rows.slices.map((row) => planCheck(group, 'uscore', sliceCheck, row)),
    ...rows.extensions.map((row) => planCheck(group, 'uscore', extensionCheck, row)),
    ...rows.choices.map((row) => planCheck(group, 'uscore', choiceCheck, row)),
    ...rows.addresses.map((row) => planCheck(group, 'uscore', practitionerAddressCheck, row)),
    ...rows.lifted.map((row) => planCheck(group, 'uscore', liftedCheck, row)),
  ];
}
